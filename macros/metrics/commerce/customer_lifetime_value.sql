{#-
    Customer lifetime value: the yearly value times the expected lifespan in years, which is 1 /
    yearly churn [lifetime-value]. Null where there was no customer a year ago, where none was lost
    since, and where the data does not reach far enough back to know.

    clv_annual: yearly value; customers_year_ago, customers_lost_since: parts of the churn;
    is_churn_known: whether the data reaches far enough back.
-#}
{% macro clv_lifetime(clv_annual, customers_year_ago, customers_lost_since, is_churn_known) %}
    case
        when {{ is_churn_known }} and {{ customers_lost_since }} > 0
            then {{ ratio(customers_year_ago, customers_lost_since) }} * {{ clv_annual }}
    end
{% endmacro %}


{#-
    First day of the window of the yearly churn: the window has so many days (var
    yearly_churn_days) and ends with the given day, which is included.
-#}
{% macro a_year_before_end_of(day) -%}
    cast({{ dbt.dateadd("day", 1 - var("yearly_churn_days"), day) }} as date)
{%- endmacro %}

{#-
    Customer lifetime value: the yearly value times the expected lifespan in years, which is 1 /
    yearly churn [lifetime-value]. Null where nobody was there a year ago, nobody was lost since,
    or neither can be known.

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
    The day at whose start the yearly churn up to the end of a day begins: so many days (var
    yearly_churn_days) before the day after it.
-#}
{% macro a_year_before_end_of(day) -%}
    cast({{ dbt.dateadd("day", 1 - var("yearly_churn_days"), day) }} as date)
{%- endmacro %}

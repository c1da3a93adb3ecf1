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


{#-
    Churn over the year before each day, for a CTE: who was there a year ago (customers_year_ago),
    and who of them is there no more (customers_lost_since), by date_day, dimension and
    dimension_value.

    days: CTE with date_day; presence: CTE of int_customer_presence, of one basis; cuts: CTE with
    customer_id, dimension and dimension_value.
-#}
{% macro yearly_churn(days, presence, cuts) %}
    select
        days.date_day,
        cuts.dimension,
        cuts.dimension_value,
        count(*) as customers_year_ago,
        count(*) filter (where still_there.customer_id is null) as customers_lost_since
    from {{ days }} as days
    inner join {{ presence }} as year_ago
        on {{ is_present(
            "year_ago.present_from", "year_ago.present_until", a_year_before_end_of("days.date_day")
        ) }}
    left join {{ presence }} as still_there
        on
            year_ago.customer_id = still_there.customer_id
            and {{ is_present(
                "still_there.present_from",
                "still_there.present_until",
                dbt.dateadd("day", 1, "days.date_day")
            ) }}
    inner join {{ cuts }} as cuts
        on year_ago.customer_id = cuts.customer_id
    group by all
{% endmacro %}

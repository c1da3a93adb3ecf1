{%- set windows = checked_var("lift_windows") -%}
{%- set placebo_days = var("lift_placebo_days") -%}

with

revenue as (

    select * from {{ ref("int_customer_revenue_daily") }}

),

scored as (

    select
        customer_id,
        month_start,
        engagement_level,
        {{ period_end("month", "month_start") }} as month_end,
        {{ engagement_window_start("month_start") }} as window_start
    from {{ ref("customer_engagement_monthly") }}

),

dated as (

    select
        *,
        cast({{ dbt.dateadd("day", "-" ~ placebo_days, "window_start") }} as date)
            as placebo_start,
        cast({{ dbt.dateadd("day", "-1", "window_start") }} as date) as placebo_end,
        cast({{ dbt.dateadd("day", "-" ~ (placebo_days + 1), "window_start") }} as date)
            as placebo_eve,
        cast({{ dbt.dateadd(
            "month", "-" ~ var("engagement_window_months"), "month_start"
        ) }} as date) as earlier_month_start
    from scored

),

first_revenue as (

    select min(revenue_date) as first_revenue_date from revenue

),

-- Known before the placebo, in months with enough past.
cases as (

    select
        dated.*,
        earlier.engagement_level as earlier_level,
        {{ known_or_none("attributes.acquisition_source") }} as acquisition_source,
        {{ dbt.datediff("known.known_date", "dated.month_end", "day") }} as days_known,
        {{ dbt.datediff("known.known_date", "dated.placebo_eve", "day") }}
            as placebo_days_known,
        as_of_date.as_of_date
    from dated
    inner join {{ ref("int_customers_known") }} as known
        on
            dated.customer_id = known.customer_id
            and dated.placebo_start >= known.known_date
    inner join first_revenue
        on first_revenue.first_revenue_date <= {{ dbt.dateadd(
            "day", "-" ~ var("lift_history_days"), "dated.placebo_start"
        ) }}
    cross join {{ ref("int_as_of_date") }} as as_of_date
    left join scored as earlier
        on
            dated.customer_id = earlier.customer_id
            and dated.earlier_month_start = earlier.month_start
    left join {{ ref("int_customer_attributes") }} as attributes
        on dated.customer_id = attributes.customer_id

),

purchases as (

    select
        cases.*,
        {%- for column, measure in purchases_known_at("cases.month_end").items() %}
        {{ measure }} as {{ column }},
        {%- endfor %}
        {%- for column, measure in purchases_known_at("cases.placebo_eve").items() %}
        {{ measure }} as placebo_{{ column }},
        {%- endfor %}
        {%- for outcome in lift_outcomes() %}
        {%- for days in windows %}
        {{ sum_between(
            "revenue." ~ outcome, "revenue.revenue_date", "cases.month_end",
            dbt.dateadd("day", days, "cases.month_end")
        ) }} as {{ outcome }}_{{ days }},
        {%- endfor %}
        {{ sum_between(
            "revenue." ~ outcome, "revenue.revenue_date", "cases.placebo_eve",
            "cases.placebo_end"
        ) }} as placebo_{{ outcome }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from cases
    left join revenue
        on cases.customer_id = revenue.customer_id
    group by all

),

grouped as (

    select
        *,
        {{ revenue_group("yearly_net_revenue") }} as revenue_group,
        {{ revenue_group("placebo_yearly_net_revenue") }} as placebo_revenue_group
    from purchases

),

final as (

    select
        customer_id,
        month_start,
        engagement_level,

        {{ lift_stratum("recent_orders", "revenue_group", "days_known") }} as stratum,
        {{ lift_stratum(
            "placebo_recent_orders", "placebo_revenue_group", "placebo_days_known"
        ) }} as placebo_stratum,

        cast(recent_orders as bigint) as recent_orders,
        cast(yearly_net_revenue as {{ money_type() }}) as yearly_net_revenue,
        days_known,
        coalesce(
            {{ dbt.datediff("last_order_date", "month_end", "day") }}, days_known
        ) as days_since_order,
        {% for outcome in lift_outcomes() %}
        {%- for days in windows %}
        case
            when {{ is_period_complete(dbt.dateadd("day", days, "month_end"), "as_of_date") }}
                then cast({{ outcome }}_{{ days }} as {{ money_type() }})
        end as {{ outcome }}_{{ days }},
        {%- endfor %}
        cast(placebo_{{ outcome }} as {{ money_type() }}) as placebo_{{ outcome }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from grouped

)

select * from final

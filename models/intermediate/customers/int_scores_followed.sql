with

scores as (

    select
        customer_id,
        month_start,
        score,
        engagement_level
    from {{ ref("customer_engagement_monthly") }}

),

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

person_activity as (

    select * from {{ ref("person_activity") }}
    where
        makes_active
        and customer_id is not null

),

revenue as (

    select * from {{ ref("int_customer_revenue_daily") }}

),

periods as (

    select * from {{ ref("int_periods") }}
    where period_grain = 'month'

),

months as (

    select
        periods.period_start as month_start,
        periods.period_end as month_end,
        {{ backtest_end("periods.period_end") }} as last_day
    from periods
    cross join as_of_date
    where {{ is_backtest_complete(
        "periods.period_start", "periods.period_end", "as_of_date.as_of_date"
    ) }}

),

-- The time after a month begins with a month: who is active in it is so on the first active day of
-- one of its months.
first_active_days as (

    select
        customer_id,
        {{ period_start("month", "activity_date") }} as activity_month,
        min(activity_date) as active_date
    from person_activity
    group by all

),

active_after as (

    select distinct
        first_active_days.customer_id,
        months.month_start
    from first_active_days
    inner join months
        on
            first_active_days.active_date > months.month_end
            and first_active_days.active_date <= months.last_day

),

revenue_after as (

    select
        revenue.customer_id,
        months.month_start,
        sum(revenue.orders) as orders,
        sum(revenue.net_revenue) as net_revenue
    from revenue
    inner join months
        on
            revenue.revenue_date > months.month_end
            and revenue.revenue_date <= months.last_day
    group by all

),

final as (

    select
        scores.month_start,
        scores.score,
        scores.engagement_level,
        count(*) as customers,
        count(active_after.customer_id) as active_customers,
        count(*) filter (where revenue_after.orders > 0) as buyers,
        cast(coalesce(sum(revenue_after.net_revenue), 0) as {{ money_type() }}) as net_revenue
    from scores
    inner join months
        on scores.month_start = months.month_start
    left join active_after
        on
            scores.customer_id = active_after.customer_id
            and scores.month_start = active_after.month_start
    left join revenue_after
        on
            scores.customer_id = revenue_after.customer_id
            and scores.month_start = revenue_after.month_start
    group by all

)

select * from final

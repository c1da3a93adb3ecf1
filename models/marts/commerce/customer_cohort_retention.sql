with

months as (

    select * from {{ ref("int_periods") }}
    where period_grain = 'month'

),

orders as (

    select * from {{ ref("orders") }}
    where
        is_completed
        and customer_id is not null

),

subscriptions as (

    select * from {{ ref("int_subscriptions_dated") }}

),

-- The days on which an order or a term makes its customer active.
activities as (

    select
        'orders' as basis,
        customer_id,
        ordered_date as first_date,
        ordered_date as last_date
    from orders

    union all

    select
        'subscription' as basis,
        customer_id,
        started_date as first_date,
        {{ term_present_until("ended_date") }} as last_date
    from subscriptions

),

cohorts as (

    select
        basis,
        customer_id,
        {{ period_start("month", "min(first_date)") }} as cohort_month
    from activities
    group by
        basis,
        customer_id

),

cohort_sizes as (

    select
        basis,
        cohort_month,
        count(*) as cohort_customers
    from cohorts
    group by
        basis,
        cohort_month

),

active_months as (

    select
        cohorts.basis,
        cohorts.cohort_month,
        months.period_start as active_month,
        count(distinct cohorts.customer_id) as retained_customers
    from cohorts
    inner join activities
        on
            cohorts.basis = activities.basis
            and cohorts.customer_id = activities.customer_id
    inner join months
        on
            activities.first_date <= months.period_end
            and activities.last_date >= months.period_start
    group by all

),

parts as (

    select
        cohort_sizes.basis,
        cohort_sizes.cohort_month,
        {{ dbt.datediff(
            "cohort_sizes.cohort_month", "months.period_start", "month"
        ) }} as month_offset,
        months.is_complete,
        cohort_sizes.cohort_customers,
        case
            when {{ is_comparable("months.is_complete", "true") }}
                then coalesce(active_months.retained_customers, 0)
        end as retained_customers
    from cohort_sizes
    inner join months
        on cohort_sizes.cohort_month <= months.period_start
    left join active_months
        on
            cohort_sizes.basis = active_months.basis
            and cohort_sizes.cohort_month = active_months.cohort_month
            and months.period_start = active_months.active_month

),

final as (

    select
        basis,
        cohort_month,
        month_offset,
        is_complete,

        cohort_customers,
        retained_customers,

        {{ ratio("retained_customers", "cohort_customers", 100) }} as retention_rate
    from parts

)

select * from final

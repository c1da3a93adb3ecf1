{%- set dimensions = [
    "customer_segment",
    "country",
    "age_group",
    "subscription_level",
    "acquisition_source",
    "acquisition_type",
] -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

periods as (

    select * from {{ ref("int_periods") }}
    where {{ is_metric_grain("period_grain") }}

),

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

orders as (

    select * from {{ ref("orders") }}

),

refunds as (

    select * from {{ ref("refunds") }}

),

presence as (

    select * from {{ ref("int_customer_presence") }}
    where basis = {{ string_literal(var("churn_basis")) }}

),

customer_orders as (

    select * from orders
    where
        is_completed
        and customer_id is not null

),

first_order as (

    select min(ordered_date) as first_ordered_date from orders

),

first_activity as (

    select min(ordered_date) as first_activity_date from customer_orders

),

-- What each day added to the totals of a customer. The table begins with the first order: a refund
-- from before it counts from then on.
daily_changes as (

    select
        customer_id,
        ordered_date as date_day,
        count(*) filter (where order_rank = 1) as customers_with_orders,
        count(*) filter (where order_rank = 2) as repeat_customers,
        sum(base_amount) as gross_revenue,
        cast(0 as {{ money_type() }}) as refunded_amount
    from customer_orders
    group by all

    union all

    select
        refunds.customer_id,
        greatest(refunds.refunded_date, first_activity.first_activity_date) as date_day,
        0 as customers_with_orders,
        0 as repeat_customers,
        cast(0 as {{ money_type() }}) as gross_revenue,
        sum(refunds.base_amount) as refunded_amount
    from refunds
    cross join first_activity
    where
        refunds.is_counted
        and refunds.customer_id is not null
    group by all

),

cuts as (

    {% for dimension in ["all"] + dimensions -%}
    select
        people.customer_id,
        '{{ dimension }}' as dimension,
        {{ dimension_value(dimension) }} as dimension_value
    from (
        select customer_id from daily_changes
        union distinct
        select customer_id from presence
    ) as people
    left join customers
        on people.customer_id = customers.customer_id
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

days as (

    select days.date_day
    from (
        {{ date_series(
            "as_of_date cross join first_activity",
            "first_activity.first_activity_date",
            "as_of_date.as_of_date"
        ) }}
    ) as days

),

cut_values as (

    select distinct
        dimension,
        dimension_value
    from cuts

),

cut_changes as (

    select
        cuts.dimension,
        cuts.dimension_value,
        daily_changes.date_day,
        sum(daily_changes.customers_with_orders) as customers_with_orders,
        sum(daily_changes.repeat_customers) as repeat_customers,
        sum(daily_changes.gross_revenue) as gross_revenue,
        sum(daily_changes.refunded_amount) as refunded_amount
    from daily_changes
    inner join cuts
        on daily_changes.customer_id = cuts.customer_id
    group by all

),

-- Totals to date, for every day of every cut: each day a customer adds one day to their time.
totals as (

    select
        cut_values.dimension,
        cut_values.dimension_value,
        days.date_day,
        sum(coalesce(cut_changes.customers_with_orders, 0)) over to_date as customers_with_orders,
        sum(coalesce(cut_changes.repeat_customers, 0)) over to_date as repeat_customers,
        sum(coalesce(cut_changes.gross_revenue, 0)) over to_date as gross_revenue,
        sum(coalesce(cut_changes.refunded_amount, 0)) over to_date as refunded_amount
    from days
    cross join cut_values
    left join cut_changes
        on
            days.date_day = cut_changes.date_day
            and cut_values.dimension = cut_changes.dimension
            and cut_values.dimension_value = cut_changes.dimension_value
    window to_date as (
        partition by cut_values.dimension, cut_values.dimension_value
        order by days.date_day
        rows between unbounded preceding and current row
    )

),

totals_with_days as (

    select
        *,
        sum(customers_with_orders) over (
            partition by dimension, dimension_value
            order by date_day
            rows between unbounded preceding and current row
        ) as customer_days
    from totals

),

-- Churn over the year before each day: who was there a year ago, and is there no more.
yearly_churn as (

    select
        days.date_day,
        cuts.dimension,
        cuts.dimension_value,
        count(*) as customers_year_ago,
        count(*) filter (where still_there.customer_id is null) as customers_lost_since
    from days
    inner join presence as year_ago
        on {{ is_present(
            "year_ago.present_from", "year_ago.present_until", a_year_before_end_of("days.date_day")
        ) }}
    left join presence as still_there
        on
            year_ago.customer_id = still_there.customer_id
            and {{ is_present(
                "still_there.present_from",
                "still_there.present_until",
                dbt.dateadd("day", 1, "days.date_day")
            ) }}
    inner join cuts
        on year_ago.customer_id = cuts.customer_id
    group by all

),

final as (

    select
        periods.period_grain,
        periods.period_start,
        totals_with_days.dimension,
        totals_with_days.dimension_value,
        periods.is_complete,

        cast(totals_with_days.customers_with_orders as bigint) as customers_with_orders,
        cast(totals_with_days.repeat_customers as bigint) as repeat_customers_to_date,
        cast(totals_with_days.gross_revenue as {{ money_type() }})
            as customer_gross_revenue_to_date,
        cast(
            totals_with_days.gross_revenue - totals_with_days.refunded_amount as {{ money_type() }}
        ) as customer_net_revenue_to_date,
        {{ customer_years("totals_with_days.customer_days") }} as customer_years,
        coalesce(yearly_churn.customers_year_ago, 0) as customers_year_ago,
        coalesce(yearly_churn.customers_lost_since, 0) as customers_lost_since,

        {{ ratio("customer_gross_revenue_to_date", "customer_years") }} as clv_annual,
        {{ ratio("customer_net_revenue_to_date", "totals_with_days.customers_with_orders") }}
            as clv_historical,
        {{ ratio(
            "repeat_customers_to_date", "totals_with_days.customers_with_orders", 100
        ) }} as repeat_customer_share,
        {{ clv_lifetime(
            ratio("customer_gross_revenue_to_date", "customer_years"),
            "yearly_churn.customers_year_ago",
            "yearly_churn.customers_lost_since",
            is_presence_known(
                string_literal(var("churn_basis")),
                a_year_before_end_of("periods.last_known_day"),
                "first_order.first_ordered_date"
            )
        ) }} as clv_lifetime
    from periods
    cross join first_order
    inner join totals_with_days
        on periods.last_known_day = totals_with_days.date_day
    left join yearly_churn
        on
            totals_with_days.date_day = yearly_churn.date_day
            and totals_with_days.dimension = yearly_churn.dimension
            and totals_with_days.dimension_value = yearly_churn.dimension_value

)

select * from final

{%- set dimensions = customer_attributes() + ["subscription_level"] -%}

with

periods as (

    select * from {{ ref("int_periods") }}
    where {{ is_metric_grain("period_grain") }}

),

presence as (

    select * from {{ ref("int_customer_presence") }}
    where basis = {{ string_literal(var("churn_basis")) }}

),

-- The data begins with the first order of all, the table with the first of a known customer.
first_orders as (

    select
        min(ordered_date) as first_ordered_date,
        min(ordered_date) filter (where is_completed and customer_id is not null)
            as first_activity_date
    from {{ ref("orders") }}

),

-- What each day added to the totals of a customer. A refund from before the table begins counts
-- from then on.
daily_changes as (

    select
        customer_id,
        ordered_date as date_day,
        count(*) filter (where order_rank = 1) as customers_with_orders,
        count(*) filter (where order_rank = 2) as repeat_customers,
        sum(base_amount) as gross_revenue,
        cast(0 as {{ money_type() }}) as refunded_amount
    from {{ ref("orders") }}
    where is_completed and customer_id is not null
    group by all

    union all

    select
        refunds.customer_id,
        greatest(refunds.refunded_date, first_orders.first_activity_date) as date_day,
        0 as customers_with_orders,
        0 as repeat_customers,
        cast(0 as {{ money_type() }}) as gross_revenue,
        sum(refunds.base_amount) as refunded_amount
    from {{ ref("refunds") }} as refunds
    cross join first_orders
    where refunds.is_counted and refunds.customer_id is not null
    group by all

),

people as (

    select customer_id from daily_changes
    union distinct
    select customer_id from presence

),

cuts as (

    {{ per_cut_of_keys(
        "people left join " ~ ref("int_customer_attributes") ~ " using (customer_id)",
        ["customer_id"], ["all"] + dimensions
    ) }}

),

days as (

    {{ date_series(
        ref("int_as_of_date") ~ " cross join first_orders", "first_activity_date", "as_of_date"
    ) }}

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

totals_of_day as (

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
        partition by cut_values.dimension, cut_values.dimension_value order by days.date_day
    )

),

-- Each day a customer adds one day to their time.
to_date as (

    select
        *,
        sum(customers_with_orders)
            over (partition by dimension, dimension_value order by date_day) as customer_days
    from totals_of_day

),

yearly_churn as (

    {{ yearly_churn("days", "presence", "cuts") }}

),

final as (

    select
        periods.period_grain,
        periods.period_start,
        to_date.dimension,
        to_date.dimension_value,
        periods.is_complete,

        cast(to_date.customers_with_orders as bigint) as customers_with_orders,
        cast(to_date.repeat_customers as bigint) as repeat_customers_to_date,
        cast(to_date.gross_revenue as {{ money_type() }}) as customer_gross_revenue_to_date,
        cast(to_date.gross_revenue - to_date.refunded_amount as {{ money_type() }})
            as customer_net_revenue_to_date,
        {{ customer_years("to_date.customer_days") }} as customer_years,
        coalesce(yearly_churn.customers_year_ago, 0) as customers_year_ago,
        coalesce(yearly_churn.customers_lost_since, 0) as customers_lost_since,

        {{ ratio("customer_gross_revenue_to_date", "customer_years") }} as clv_annual,
        {{ ratio("customer_net_revenue_to_date", "to_date.customers_with_orders") }}
            as clv_historical,
        {{ ratio("repeat_customers_to_date", "to_date.customers_with_orders", 100) }}
            as repeat_customer_share,
        {{ clv_lifetime(
            ratio("customer_gross_revenue_to_date", "customer_years"),
            "yearly_churn.customers_year_ago",
            "yearly_churn.customers_lost_since",
            is_presence_known(
                string_literal(var("churn_basis")),
                a_year_before_end_of("periods.last_known_day"),
                "first_orders.first_ordered_date"
            )
        ) }} as clv_lifetime
    from periods
    cross join first_orders
    inner join to_date
        on periods.last_known_day = to_date.date_day
    left join yearly_churn
        on
            to_date.date_day = yearly_churn.date_day
            and to_date.dimension = yearly_churn.dimension
            and to_date.dimension_value = yearly_churn.dimension_value

)

select * from final

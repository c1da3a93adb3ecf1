{%- set dimensions = [
    "sales_channel",
    "currency",
    "country",
    "customer_segment",
    "brand",
] -%}
{%- set parts_of_facts = ["order_parts", "refund_parts", "review_parts", "customer_parts"] -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

periods as (

    select * from {{ ref("int_periods") }}

),

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

-- Facts with their dimensions. The attributes of an unknown customer are unknown; his orders are
-- not.
orders as (

    select
        orders.customer_id,
        orders.sales_channel,
        orders.currency,
        customers.country,
        customers.customer_segment,
        orders.brand,
        orders.order_rank,
        orders.base_amount,
        orders.ordered_date
    from {{ ref("orders") }} as orders
    left join customers
        on orders.customer_id = customers.customer_id
    where orders.is_completed

),

refunds as (

    select
        refunds.customer_id,
        refunds.sales_channel,
        refunds.currency,
        customers.country,
        customers.customer_segment,
        refunds.brand,
        refunds.base_amount,
        refunds.refunded_date
    from {{ ref("refunds") }} as refunds
    left join customers
        on refunds.customer_id = customers.customer_id
    where refunds.is_counted

),

reviews as (

    select
        reviews.customer_id,
        cast(null as {{ dbt.type_string() }}) as sales_channel,
        cast(null as {{ dbt.type_string() }}) as currency,
        customers.country,
        customers.customer_segment,
        cast(null as {{ dbt.type_string() }}) as brand,
        reviews.rating,
        reviews.reviewed_date
    from {{ ref("reviews") }} as reviews
    left join customers
        on reviews.customer_id = customers.customer_id

),

new_customers as (

    select
        customer_id,
        cast(null as {{ dbt.type_string() }}) as sales_channel,
        cast(null as {{ dbt.type_string() }}) as currency,
        country,
        customer_segment,
        brand,
        is_referred,
        created_date
    from customers

),

-- One row per person, period and cut.
buyer_orders as (

    {{ per_person_and_cut("orders", "ordered_date", "customer_id", dimensions, {
        "orders": "count(*)",
        "gross_revenue": "sum(base_amount)",
        "is_repeat_buyer": "bool_or(" ~ is_repeat_order("order_rank") ~ ")",
    }) }}

),

-- Frequent buyers: of each month, on which day a buyer first ordered in it tells whether he had by
-- the period's end.
order_months as (

    select
        customer_id,
        {{ period_start("month", "ordered_date") }} as order_month,
        min(ordered_date) as first_ordered_date
    from orders
    where customer_id is not null
    group by all

),

buyer_periods as (

    select
        buyer_orders.person_id,
        buyer_orders.period_grain,
        buyer_orders.period_start,
        {{ period_end_of("buyer_orders.period_grain", "buyer_orders.period_start") }} as period_end,
        {{ period_start("month", last_known_day(
            "buyer_orders.period_start",
            period_end_of("buyer_orders.period_grain", "buyer_orders.period_start"),
            "as_of_date.as_of_date"
        )) }} as last_month
    from buyer_orders
    cross join as_of_date
    where
        buyer_orders.dimension = 'all'
        and buyer_orders.person_id is not null

),

frequent_buyers as (

    select
        buyer_periods.person_id,
        buyer_periods.period_grain,
        buyer_periods.period_start
    from buyer_periods
    inner join order_months
        on
            buyer_periods.person_id = order_months.customer_id
            and {{ is_frequent_buyer_month(
                "order_months.order_month",
                "order_months.first_ordered_date",
                "buyer_periods.last_month",
                "buyer_periods.period_end"
            ) }}
    group by all
    having count(*) = {{ var("frequent_buyer_months") }}

),

-- The parts, one row per period and cut.
order_parts as (

    select
        buyer_orders.period_grain,
        buyer_orders.period_start,
        buyer_orders.dimension,
        buyer_orders.dimension_value,
        sum(buyer_orders.orders) as orders,
        count(buyer_orders.person_id) as buyers,
        sum(buyer_orders.gross_revenue) as gross_revenue,
        sum(buyer_orders.gross_revenue) filter (
            where buyer_orders.person_id is not null
        ) as buyer_gross_revenue,
        sum(buyer_orders.orders) filter (
            where buyer_orders.person_id is not null
        ) as buyer_orders,
        count(*) filter (where buyer_orders.is_repeat_buyer) as repeat_buyers,
        count(frequent_buyers.person_id) as frequent_buyers
    from buyer_orders
    left join frequent_buyers
        on
            buyer_orders.person_id = frequent_buyers.person_id
            and buyer_orders.period_grain = frequent_buyers.period_grain
            and buyer_orders.period_start = frequent_buyers.period_start
    group by all

),

refund_parts as (

    {{ per_cut("refunds", "refunded_date", dimensions, {
        "refunded_amount": "sum(base_amount)",
    }) }}

),

review_parts as (

    {{ per_cut("reviews", "reviewed_date", dimensions, {
        "reviews": "count(*)",
        "review_rating_sum": "sum(rating)",
    }) }}

),

customer_parts as (

    {{ per_cut("new_customers", "created_date", dimensions, {
        "new_customers": "count(*)",
        "referred_customers": "count(*) filter (where is_referred)",
    }) }}

),

first_activity as (

    {{ first_activity({
        "orders": "ordered_date",
        "refunds": "refunded_date",
        "reviews": "reviewed_date",
        "new_customers": "created_date",
    }) }}

),

row_keys as (

    {{ metric_row_keys("periods", "first_activity", parts_of_facts) }}

),

parts as (

    select
        row_keys.period_grain,
        row_keys.period_start,
        row_keys.dimension,
        row_keys.dimension_value,
        {{ is_period_complete(
            period_end_of("row_keys.period_grain", "row_keys.period_start"), "as_of_date.as_of_date"
        ) }} as is_complete,

        coalesce(order_parts.orders, 0) as orders,
        coalesce(order_parts.buyers, 0) as buyers,
        coalesce(order_parts.gross_revenue, 0) as gross_revenue,
        coalesce(refund_parts.refunded_amount, 0) as refunded_amount,
        coalesce(order_parts.buyer_gross_revenue, 0) as buyer_gross_revenue,
        coalesce(order_parts.buyer_orders, 0) as buyer_orders,
        coalesce(order_parts.repeat_buyers, 0) as repeat_buyers,
        coalesce(order_parts.frequent_buyers, 0) as frequent_buyers,
        coalesce(customer_parts.new_customers, 0) as new_customers,
        coalesce(customer_parts.referred_customers, 0) as referred_customers,
        coalesce(review_parts.reviews, 0) as reviews,
        coalesce(review_parts.review_rating_sum, 0) as review_rating_sum
    from row_keys
    cross join as_of_date
    {{ join_metric_parts("row_keys", parts_of_facts) }}

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        cast(orders as bigint) as orders,
        buyers,
        cast(gross_revenue as {{ money_type() }}) as gross_revenue,
        cast(refunded_amount as {{ money_type() }}) as refunded_amount,
        cast(gross_revenue - refunded_amount as {{ money_type() }}) as net_revenue,
        cast(buyer_gross_revenue as {{ money_type() }}) as buyer_gross_revenue,
        cast(buyer_orders as bigint) as buyer_orders,
        repeat_buyers,
        frequent_buyers,
        new_customers,
        referred_customers,
        cast(reviews as bigint) as reviews,
        cast(review_rating_sum as decimal(38, 6)) as review_rating_sum,

        {{ ratio("gross_revenue", "orders") }} as average_order_value,
        {{ ratio("buyer_gross_revenue", "buyers") }} as revenue_per_buyer,
        {{ ratio("buyer_orders", "buyers") }} as orders_per_buyer,
        {{ ratio("repeat_buyers", "buyers", 100) }} as repeat_purchase_rate,
        {{ ratio("referred_customers", "new_customers", 100) }} as referral_rate,
        {{ ratio("review_rating_sum", "reviews") }} as avg_review_rating
    from parts

)

select * from final

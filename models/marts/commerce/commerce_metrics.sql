{%- set dimensions = [
    "sales_channel",
    "currency",
    "country",
    "customer_segment",
    "brand",
    "source",
    "medium",
] -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

-- Facts with their dimensions. An order of an unknown customer counts, too: only the attributes of
-- the customer are unknown.
orders as (

    select
        orders.*,
        customers.country,
        customers.customer_segment
    from {{ ref("orders") }} as orders
    left join customers
        on orders.customer_id = customers.customer_id
    where orders.is_completed

),

refunds as (

    select
        refunds.*,
        customers.country,
        customers.customer_segment
    from {{ ref("refunds") }} as refunds
    left join customers
        on refunds.customer_id = customers.customer_id
    where refunds.is_counted

),

reviews as (

    select
        reviews.*,
        customers.country,
        customers.customer_segment
    from {{ ref("reviews") }} as reviews
    left join customers
        on reviews.customer_id = customers.customer_id

),

customer_orders as (

    select * from orders
    where customer_id is not null

),

-- One row per buyer, period and cut.
buyer_orders as (

    {{ per_person_and_cut("customer_orders", "ordered_date", "customer_id", dimensions, {
        "is_repeat_buyer": "bool_or(" ~ is_repeat_order("order_rank") ~ ")",
    }) }}

),

-- For frequent buyers: a buyer's months with an order, and the day of the first order in each. That
-- day tells whether the month already counts at the end of a period.
order_months as (

    select
        customer_id,
        {{ period_start("month", "ordered_date") }} as order_month,
        min(ordered_date) as first_ordered_date
    from customer_orders
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
    where buyer_orders.dimension = 'all'

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

buyers as (

    select
        buyer_orders.*,
        frequent_buyers.person_id is not null as is_frequent_buyer
    from buyer_orders
    left join frequent_buyers
        on
            buyer_orders.person_id = frequent_buyers.person_id
            and buyer_orders.period_grain = frequent_buyers.period_grain
            and buyer_orders.period_start = frequent_buyers.period_start

),

parts as (

    {{ metrics_table(dimensions, [
        {"facts": "orders", "date": "ordered_date", "parts": {
            "orders": part_count(),
            "gross_revenue": part_sum("base_amount", money_type(), empty=0),
            "buyer_orders": part_count("customer_id is not null"),
            "buyer_gross_revenue": part_sum(
                "base_amount", money_type(), empty=0, condition="customer_id is not null"
            ),
        }},
        {"counted": "buyers", "parts": {
            "buyers": part_count(),
            "repeat_buyers": part_count("is_repeat_buyer"),
            "frequent_buyers": part_count("is_frequent_buyer"),
        }},
        {"facts": "refunds", "date": "refunded_date", "parts": {
            "refunded_amount": part_sum("base_amount", money_type(), empty=0),
        }},
        {"facts": "reviews", "date": "reviewed_date",
            "lacks": ["sales_channel", "currency", "source", "medium"], "parts": {
                "reviews": part_count(),
                "review_rating_sum": part_sum("rating", "decimal(38, 6)", empty=0),
            }},
        {"facts": "customers", "date": "created_date",
            "lacks": ["sales_channel", "currency", "source", "medium"], "parts": {
                "new_customers": part_count(),
                "referred_customers": part_count("is_referred"),
            }},
    ]) }}

),

final as (

    select
        *,
        cast(gross_revenue - refunded_amount as {{ money_type() }}) as net_revenue,

        {{ ratio("gross_revenue", "orders") }} as average_order_value,
        {{ ratio("buyer_gross_revenue", "buyers") }} as revenue_per_buyer,
        {{ ratio("buyer_orders", "buyers") }} as orders_per_buyer,
        {{ ratio("repeat_buyers", "buyers", 100) }} as repeat_purchase_rate,
        {{ ratio("referred_customers", "new_customers", 100) }} as referral_rate,
        {{ ratio("review_rating_sum", "reviews") }} as avg_review_rating
    from parts

)

select * from final

{{ config(access="protected") }} {#- every channel reads it -#}

with

customers as (

    select * from {{ ref("stg_customers") }}

),

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

orders as (

    select
        orders.customer_id,
        orders.ordered_date
    from {{ ref("int_orders_converted") }} as orders
    inner join as_of_date
        on orders.ordered_date <= as_of_date.as_of_date
    where
        orders.has_exchange_rate
        and orders.is_completed
        and orders.customer_id is not null

),

subscriptions as (

    select * from {{ ref("int_subscriptions_dated") }}

),

age_groups as (

    select * from {{ ref("age_groups") }}

),

purchases as (

    select
        orders.customer_id,
        count(*) as orders,
        count(distinct {{ period_start("month", "orders.ordered_date") }}) filter (
            where
            {{ is_recent_month(
                period_start("month", "orders.ordered_date"),
                period_start("month", "as_of_date.as_of_date")
            ) }}
        ) as recent_order_months
    from orders
    cross join as_of_date
    group by orders.customer_id

),

running_terms as (

    select
        subscriptions.customer_id,
        subscriptions.plan
    from subscriptions
    cross join as_of_date
    where {{ is_present(
        "subscriptions.present_from",
        "subscriptions.present_until",
        dbt.dateadd("day", 1, "as_of_date.as_of_date")
    ) }}
    qualify {{ is_latest_term(
        "subscriptions.customer_id", "subscriptions.started_at", "subscriptions.subscription_id"
    ) }}

),

final as (

    select
        customers.customer_id,

        {{ purchase_segment(
            "purchases.orders", "purchases.recent_order_months"
        ) }} as customer_segment,
        {{ known_or_none("age_groups.age_group") }} as age_group,
        {{ known_or_none("running_terms.plan") }} as subscription_level,
        {{ known_or_none("customers.country") }} as country,
        {{ known_or_none("customers.region") }} as region,
        {{ known_or_none("customers.customer_type") }} as customer_type,
        {{ known_or_none("customers.acquisition_source") }} as acquisition_source,
        case
            when {{ is_referred("customers.customer_id", "customers.referred_by_customer_id") }}
                then 'referred'
            else 'not_referred'
        end as acquisition_type,
        {{ brand_of("customers.brand") }} as brand,

        {{ is_referred(
            "customers.customer_id", "customers.referred_by_customer_id"
        ) }} as is_referred,

        customers.created_at,
        {{ local_date("customers.created_at") }} as created_date
    from customers
    cross join as_of_date
    left join purchases
        on customers.customer_id = purchases.customer_id
    left join running_terms
        on customers.customer_id = running_terms.customer_id
    left join age_groups
        on
            extract(year from as_of_date.as_of_date) - customers.birth_year >= age_groups.min_age
            and (
                age_groups.max_age is null
                or extract(year from as_of_date.as_of_date) - customers.birth_year
                <= age_groups.max_age
            )

)

select * from final

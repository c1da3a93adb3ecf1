with

customers as (

    {{ source_rows(
        "shopify",
        "customer",
        ["id", "created_at", "email", "default_address_id", "default_address__country_code"],
        required=["id", "created_at"],
    ) }}

),

addresses as (

    {{ source_rows(
        "shopify", "customer_address", ["id", "country_code"], latest_by=["id"]
    ) }}

),

orders as (

    {{ source_rows(
        "shopify",
        "order",
        [
            "id",
            ["customer_id", "customer__id"],
            "created_at",
            ["billing_address_country_code", "billing_address__country_code"],
        ],
        latest_by=["id"],
    ) }}

),

billed as (

    select
        connection,
        customer_id,
        max_by(billing_address_country_code, created_at) as country
    from orders
    where billing_address_country_code is not null
    group by
        connection,
        customer_id

),

final as (

    select
        customers.connection || ':' || customers.id as customer_id,
        customers.created_at,
        customers.email,
        coalesce(
            addresses.country_code, customers.default_address__country_code, billed.country
        ) as country,
        customers.brand,
        customers._loaded_at,
        customers._is_deleted as is_deleted
    from customers
    left join addresses
        on
            customers.connection = addresses.connection
            and customers.default_address_id = addresses.id
    left join billed
        on
            customers.connection = billed.connection
            and customers.id = billed.customer_id

)

select * from final

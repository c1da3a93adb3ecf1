with

orders as (

    {{ source_rows(
        "shopify",
        "order",
        [
            "id",
            ["customer_id", "customer__id"],
            "processed_at",
            "created_at",
            "cancelled_at",
            ["financial_status", "display_financial_status"],
            ["total_price", "total_price_set_shop_amount"],
            ["currency", "currency_code"],
            ["total_discounts", "total_discounts_set_shop_amount"],
            ["total_shipping_price", "total_shipping_price_set_shop_amount"],
            ["total_tax", "total_tax_set_shop_amount"],
            "source_name",
            "test",
        ],
        required=["id", "created_at", "financial_status", "total_price"],
        expected=["customer_id", "cancelled_at", "test", "currency", "_loaded_at"],
    ) }}

),

final as (

    select
        {{ own_id("id") }} as order_id,
        {{ own_id("customer_id") }} as customer_id,
        -- An imported order was created on the day of the import.
        coalesce(processed_at, created_at) as ordered_at,
        case
            when cancelled_at is not null then 'cancelled'
            when lower(financial_status) in ('voided', 'expired') then 'cancelled'
            when lower(financial_status) in ('pending', 'authorized') then 'pending'
            when
                lower(financial_status)
                in ('paid', 'partially_paid', 'partially_refunded', 'refunded')
                then 'completed'
            else financial_status
        end as status,
        total_price as amount,
        currency,
        case
            when lower(source_name) in ('pos', 'point_of_sale') then 'store'
            when lower(source_name) in ('iphone', 'android') then 'app'
            when lower(source_name) = 'shopify_draft_order' then 'phone'
            -- The number of an app is one of a marketplace.
            when {{ matches_pattern("source_name", "[0-9]+") }} then 'marketplace'
            else source_name
        end as sales_channel,
        brand,
        total_discounts as discount_amount,
        total_shipping_price as shipping_amount,
        total_tax as tax_amount,
        _loaded_at,
        _is_deleted as is_deleted
    from orders
    where not {{ is_true("test") }}

)

select * from final

with

customers as (

    {{ source_rows(
        "stripe",
        "customer",
        [
            "id",
            "created",
            "email",
            ["address_country", "address__country", "address.country"],
            "livemode",
            ["is_deleted", "deleted"],
        ],
        required=["id", "created"],
    ) }}

),

final as (

    select
        {{ own_id("id") }} as customer_id,
        {{ epoch_text("created") }} as created_at,
        email,
        address_country as country,
        brand,
        _loaded_at,
        coalesce(_is_deleted, is_deleted) as is_deleted
    from customers
    where {{ is_live("livemode") }}

)

select * from final

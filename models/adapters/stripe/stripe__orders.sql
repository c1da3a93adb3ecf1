with

charges as (

    {{ source_rows(
        "stripe",
        "charge",
        [
            "id",
            ["customer_id", "customer"],
            "created",
            "status",
            "captured",
            "amount",
            "currency",
            "livemode",
        ],
        required=["id", "created", "status", "amount", "currency"],
        only_with={"orders": "charges"},
    ) }}

),

-- A declined attempt is no order.
final as (

    select
        {{ own_id("id") }} as order_id,
        {{ own_id("customer_id") }} as customer_id,
        {{ epoch_text("created") }} as ordered_at,
        case
            when lower(status) = 'succeeded' and {{ is_true("captured") }} then 'completed'
            when lower(status) in ('succeeded', 'pending') then 'pending'
            else status
        end as status,
        {{ stripe_amount("amount", "currency") }} as amount,
        upper(currency) as currency,
        'web' as sales_channel,
        brand,
        _loaded_at,
        _is_deleted as is_deleted
    from charges
    where
        {{ is_live("livemode") }}
        and lower(status) is distinct from 'failed'

)

select * from final

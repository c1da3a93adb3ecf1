with

refunds as (

    {{ source_rows(
        "stripe",
        "refund",
        ["id", ["charge_id", "charge"], "created", "status", "amount", "currency"],
        required=["id", "charge_id", "created", "status", "amount", "currency"],
        only_with={"orders": "charges"},
    ) }}

),

-- A refund does not say whether it is a test, its charge does.
charges as (

    {{ source_rows(
        "stripe",
        "charge",
        ["id", "livemode"],
        latest_by=["id"],
        only_with={"orders": "charges"},
    ) }}

),

-- One that is pending or failed has given nothing back yet.
final as (

    select
        refunds.connection || ':' || refunds.id as refund_id,
        refunds.connection || ':' || refunds.charge_id as order_id,
        {{ epoch_text("refunds.created") }} as refunded_at,
        {{ stripe_amount("refunds.amount", "refunds.currency") }} as amount,
        upper(refunds.currency) as currency,
        refunds.brand,
        refunds._loaded_at,
        refunds._is_deleted as is_deleted
    from refunds
    left join charges
        on
            refunds.connection = charges.connection
            and refunds.charge_id = charges.id
    where
        lower(refunds.status) = 'succeeded'
        and {{ is_live("charges.livemode") }}

)

select * from final

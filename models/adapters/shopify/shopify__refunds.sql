with

refunds as (

    {{ source_rows(
        "shopify",
        "refund",
        ["id", "_dlt_id", "order_id", "processed_at", "created_at"],
        required=["id", "order_id", "created_at"],
        latest_by=["id"],
    ) }}

),

-- dlt names the refund of a transaction by its own key.
transactions as (

    {{ source_rows(
        "shopify",
        "transaction",
        [
            "id",
            ["refund_id", "_dlt_parent_id"],
            "kind",
            "status",
            "test",
            ["amount", "amount_set_shop_amount"],
            ["currency", "amount_set_shop_currency_code"],
        ],
        required=["id", "refund_id", "kind", "status", "amount"],
        latest_by=["id"],
    ) }}

),

-- A failed attempt has a row of its own, and a refund may be paid back in several ways.
repaid as (

    select
        connection,
        refund_id,
        {{ summed_text("amount") }} as amount,
        max(currency) as currency
    from transactions
    where
        lower(kind) = 'refund'
        and lower(status) = 'success'
        and not {{ is_true("test") }}
    group by
        connection,
        refund_id

),

-- A refund without money only puts goods back.
final as (

    select
        refunds.connection || ':' || refunds.id as refund_id,
        refunds.connection || ':' || refunds.order_id as order_id,
        coalesce(refunds.processed_at, refunds.created_at) as refunded_at,
        repaid.amount,
        repaid.currency,
        refunds.brand,
        refunds._loaded_at,
        refunds._is_deleted as is_deleted
    from refunds
    inner join repaid
        on
            refunds.connection = repaid.connection
            and repaid.refund_id in (refunds.id, refunds._dlt_id)

)

select * from final

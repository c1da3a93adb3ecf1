with

staged as (

    {% for raw_table in raw_tables() -%}
    select
        '{{ raw_table }}' as raw_table,
        _raw_key as row_key,
        _rejected_column as column_name,
        _rejected_reason as reason,
        _raw_row as raw_row,
        _loaded_at
    from {{ ref("stg_" ~ raw_table ~ "__exceptions") }}
    where _row_status = 'rejected'
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

-- A row without an exchange rate is rejected after staging: the rate depends on its local day,
-- which is not known before.
converted as (

    select
        'orders' as raw_table,
        order_id as row_key,
        'currency' as column_name,
        'no_exchange_rate' as reason,
        {{ json_row(
            ["order_id", "customer_id", "ordered_at", "status", "amount", "currency"]
        ) }} as raw_row,
        _loaded_at
    from {{ ref("int_orders_converted") }}
    where not has_exchange_rate

    union all

    select
        'refunds' as raw_table,
        refund_id as row_key,
        'currency' as column_name,
        'no_exchange_rate' as reason,
        {{ json_row(["refund_id", "order_id", "refunded_at", "amount", "currency"]) }} as raw_row,
        _loaded_at
    from {{ ref("int_refunds_converted") }}
    where not has_exchange_rate

),

final as (

    select * from staged
    union all
    select * from converted

)

select * from final

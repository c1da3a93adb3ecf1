{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("experiments") -%}

with

plain_rows as (

    {{ plain_rows("experiments") }}

),

typed as (

    select
        {{ as_text(raw.experiment_id) }} as experiment_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_text(raw.variant) }} as variant,
        {{ as_timestamp(raw.assigned_at) }} as assigned_at,
        {{ as_boolean(raw.is_control) }} as is_control,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("experiments") }}

)

select * from final

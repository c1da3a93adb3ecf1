{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("customer_identities") -%}

with

plain_rows as (

    {{ plain_rows("customer_identities") }}

),

typed as (

    select
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_text(raw.identifier_kind) }} as identifier_kind,
        {{ as_text(raw.identifier) }} as identifier,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("customer_identities") }}

)

select * from final

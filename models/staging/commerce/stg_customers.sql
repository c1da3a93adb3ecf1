{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("customers") -%}

with

plain_rows as (

    {{ plain_rows("customers") }}

),

typed as (

    select
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_timestamp(raw.created_at) }} as created_at,
        {{ as_hash(raw.email) }} as email_hash,
        {{ as_integer(raw.birth_year) }} as birth_year,
        {{ as_text(raw.gender) }} as gender,
        {{ as_text(raw.country) }} as country,
        {{ as_text(raw.region) }} as region,
        {{ as_text(raw.customer_type) }} as customer_type,
        {{ as_text(raw.acquisition_source) }} as acquisition_source,
        {{ as_text(raw.referred_by_customer_id) }} as referred_by_customer_id,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("customers") }}

)

select * from final

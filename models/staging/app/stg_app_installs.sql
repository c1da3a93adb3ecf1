{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("app_installs") -%}

with

plain_rows as (

    {{ plain_rows("app_installs") }}

),

typed as (

    select
        {{ as_text(raw.install_id) }} as install_id,
        {{ as_text(raw.device_id) }} as device_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_text(raw.platform) }} as platform,
        {{ as_timestamp(raw.installed_at) }} as installed_at,
        {{ as_timestamp(raw.uninstalled_at) }} as uninstalled_at,
        {{ as_boolean(raw.is_reinstall) }} as is_reinstall,
        {{ as_text(raw.acquisition_source) }} as acquisition_source,
        {{ as_text(raw.app_version) }} as app_version,
        {{ as_text(raw.country) }} as country,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("app_installs") }}

)

select * from final

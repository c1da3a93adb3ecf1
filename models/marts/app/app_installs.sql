with

installs as (

    select
        *,
        {{ local_date("installed_at") }} as installed_date,
        {{ local_date("uninstalled_at") }} as uninstalled_date
    from {{ ref("stg_app_installs") }}

),

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

session_days as (

    select distinct
        device_id,
        {{ local_date("started_at") }} as session_date
    from {{ ref("stg_app_sessions") }}

),

final as (

    select
        installs.install_id,
        installs.device_id,
        installs.customer_id,

        installs.platform,
        {{ known_or_none("installs.app_version") }} as app_version,
        {{ known_or_none("installs.country") }} as country,
        {{ known_or_none("installs.acquisition_source") }} as acquisition_source,
        {{ brand_of("installs.brand") }} as brand,

        {{ is_reinstall("installs.is_reinstall") }} as is_reinstall,
        {%- for days in install_retention_days() %}
        {{ is_retained_install(
            is_reinstall("installs.is_reinstall"),
            install_day("installs.installed_date", days),
            "day" ~ days ~ "_sessions.session_date",
            "as_of_date.as_of_date"
        ) }} as is_day{{ days }}_retained,
        {%- endfor %}

        installs.installed_at,
        installs.installed_date,
        installs.uninstalled_at,
        installs.uninstalled_date
    from installs
    cross join as_of_date
    {%- for days in install_retention_days() %}
    left join session_days as day{{ days }}_sessions
        on
            installs.device_id = day{{ days }}_sessions.device_id
            and day{{ days }}_sessions.session_date
            = {{ install_day("installs.installed_date", days) }}
    {%- endfor %}

)

select * from final

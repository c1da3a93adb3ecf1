with

sessions as (

    select * from {{ ref("stg_app_sessions") }}

),

installs as (

    select * from {{ ref("int_app_installs_spanned") }}

),

final as (

    select
        sessions.app_session_id,
        sessions.device_id,
        sessions.customer_id,
        installs.install_id,

        {{ known_or_none("sessions.platform") }} as platform,
        {{ known_or_none("sessions.app_version") }} as app_version,
        {{ known_or_none("installs.country") }} as country,
        {{ known_or_none("installs.acquisition_source") }} as acquisition_source,
        {{ brand_of("sessions.brand, installs.brand") }} as brand,

        sessions.screens,

        sessions.foreground_seconds,
        {{ usage_seconds(
            "sessions.foreground_seconds", "sessions.started_at", "sessions.ended_at"
        ) }} as usage_seconds,

        sessions.started_at,
        {{ local_date("sessions.started_at") }} as started_date,
        sessions.ended_at
    from sessions
    left join installs
        on
            sessions.device_id = installs.device_id
            and {{ is_latest_install(
                "sessions.started_at", "installs.installed_at", "installs.next_installed_at"
            ) }}

)

select * from final

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

        coalesce(sessions.platform, '(none)') as platform,
        coalesce(sessions.app_version, '(none)') as app_version,
        coalesce(installs.country, '(none)') as country,
        coalesce(installs.acquisition_source, '(none)') as acquisition_source,

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

with

notifications as (

    select
        *,
        {{ push_reached_at("delivered_at", "opened_at") }} as reached_at
    from {{ ref("stg_push_notifications") }}

),

installs as (

    select * from {{ ref("int_app_installs_spanned") }}

),

sessions as (

    select * from {{ ref("stg_app_sessions") }}

),

returns as (

    select distinct notifications.notification_id
    from notifications
    inner join sessions
        on
            notifications.device_id = sessions.device_id
            and {{ is_push_return("sessions.started_at", "notifications.reached_at") }}

),

final as (

    select
        notifications.notification_id,
        notifications.device_id,
        notifications.customer_id,
        installs.install_id,

        notifications.campaign,
        {{ known_or_none("installs.country") }} as country,
        {{ known_or_none("installs.acquisition_source") }} as acquisition_source,
        {{ brand_of("notifications.brand, installs.brand") }} as brand,

        notifications.reached_at is not null as is_delivered,
        notifications.opened_at is not null as is_opened,
        returns.notification_id is not null as is_returned,

        notifications.sent_at,
        {{ local_date("notifications.sent_at") }} as sent_date,
        notifications.reached_at
    from notifications
    left join installs
        on
            notifications.device_id = installs.device_id
            and {{ is_latest_install(
                "notifications.sent_at", "installs.installed_at", "installs.next_installed_at"
            ) }}
    left join returns
        on notifications.notification_id = returns.notification_id

)

select * from final

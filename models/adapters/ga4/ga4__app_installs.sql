with

-- Rows come twice; these must not, because removals are joined to them.
events as (

    select *
    from {{ ref("ga4_events") }}
    where
        not {{ is_ga4_web() }}
        and user_pseudo_id is not null
        and event_name in ('first_open', 'app_remove')
    qualify
        row_number() over (
            partition by connection, event_id order by _loaded_at desc nulls last
        ) = 1

),

installs as (

    select
        *,
        lead(occurred_at) over (
            partition by connection, user_pseudo_id order by occurred_at, event_id
        ) as next_installed_at
    from events
    where event_name = 'first_open'

),

-- Only Android tells a removal.
removals as (

    select
        installs.connection,
        installs.event_id,
        min(events.occurred_at) as uninstalled_at
    from installs
    inner join events
        on
            installs.connection = events.connection
            and installs.user_pseudo_id = events.user_pseudo_id
            and events.event_name = 'app_remove'
            and installs.occurred_at <= events.occurred_at
            and (
                installs.next_installed_at is null
                or installs.next_installed_at > events.occurred_at
            )
    group by
        installs.connection,
        installs.event_id

),

dated as (

    select
        installs.*,
        removals.uninstalled_at
    from installs
    left join removals
        on
            installs.connection = removals.connection
            and installs.event_id = removals.event_id

),

final as (

    select
        {{ own_id("user_pseudo_id || '.' || event_timestamp") }} as install_id,
        {{ own_id("user_pseudo_id") }} as device_id,
        {{ id_of("user_id", "ga4", "customer_id_of") }} as customer_id,
        platform,
        occurred_at as installed_at,
        uninstalled_at,
        -- An app instance has its first visit ever with its install.
        first_source as acquisition_source,
        app_version,
        {{ country_code("country") }} as country,
        brand,
        _loaded_at,
        _is_deleted as is_deleted
    from dated

)

select * from final

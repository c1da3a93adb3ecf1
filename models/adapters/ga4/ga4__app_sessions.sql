with

-- Rows come twice; what is summed must not.
events as (

    select *
    from {{ ref("ga4_events") }}
    where
        not {{ is_ga4_web() }}
        and user_pseudo_id is not null
        and ga_session_id is not null
        and not {{ is_true("_is_deleted") }}
    qualify
        row_number() over (
            partition by connection, event_id order by _loaded_at desc nulls last
        ) = 1

),

sessions as (

    select
        connection,
        brand,
        user_pseudo_id,
        ga_session_id,
        max_by(user_id, occurred_at) filter (where user_id is not null) as user_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        {{ summed_text("engagement_time_msec") }} as engagement_time_msec,
        count(*) filter (where event_name = 'screen_view') as screens,
        max(platform) as platform,
        max_by(app_version, occurred_at) filter (where app_version is not null) as app_version,
        max(_loaded_at) as _loaded_at
    from events
    group by
        connection,
        brand,
        user_pseudo_id,
        ga_session_id

),

final as (

    select
        {{ own_id("user_pseudo_id || '.' || ga_session_id") }} as app_session_id,
        {{ own_id("user_pseudo_id") }} as device_id,
        {{ id_of("user_id", "ga4", "customer_id_of") }} as customer_id,
        started_at,
        ended_at,
        {{ seconds_of_milliseconds("engagement_time_msec") }} as foreground_seconds,
        screens,
        platform,
        app_version,
        brand,
        _loaded_at,
        cast(null as {{ dbt.type_string() }}) as is_deleted
    from sessions

)

select * from final

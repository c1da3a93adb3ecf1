with

web_events as (

    select * from {{ ref("int_web_events_sessionized") }}
    where is_page_view

),

sessions as (

    select * from {{ ref("web_sessions") }}

),

final as (

    select
        web_events.web_event_id,
        web_events.session_id,
        sessions.visitor_id,
        sessions.customer_id,

        {{ known_or_none("web_events.page_path") }} as page_path,
        {{ known_or_none("web_events.content_type") }} as content_type,
        web_events.content_id,
        sessions.brand,

        web_events.is_refresh,
        web_events.is_entrance,
        web_events.is_exit,
        sessions.is_bot,

        {{ time_on_page(
            "web_events.occurred_at",
            "web_events.next_viewed_at",
            "web_events.engaged_seconds",
            "web_events.is_refresh",
            "web_events.is_exit"
        ) }} as time_on_page_seconds,

        web_events.occurred_at as viewed_at,
        sessions.session_date
    from web_events
    left join sessions
        on web_events.session_id = sessions.session_id

)

select * from final

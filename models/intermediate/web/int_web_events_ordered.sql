{#-
    To sort millions of events is expensive. This model therefore sorts narrow columns only: keys,
    times and numbers. int_web_events_sessionized joins the other columns to them by event_key.
-#}
with

web_events as {{ inlined() }} (

    select * from {{ ref("stg_web_events") }}

),

sessions as (

    select * from {{ ref("stg_sessions") }}

),

event_kinds as (

    select * from {{ ref("event_kinds") }}

),

urls as (

    select * from {{ ref("int_web_urls") }}

),

-- Events without a session of their own that lie within a raw session of the visitor.
events_within_sessions as (

    select
        web_events._row_number as event_key,
        sessions.session_id
    from web_events
    inner join sessions
        on
            web_events.visitor_id = sessions.visitor_id
            and web_events.occurred_at between sessions.started_at and sessions.ended_at
    where web_events.session_id is null
    qualify
        row_number() over (
            partition by web_events._row_number
            order by sessions.started_at desc, sessions.session_id desc
        ) = 1

),

assigned as (

    select
        web_events._row_number as event_key,
        web_events.web_event_id,
        web_events.visitor_id,
        case
            when sessions.session_id is not null then sessions.session_id
            when events_within_sessions.session_id is not null
                then events_within_sessions.session_id
            when web_events.session_id is not null
                then {{ dbt.hash("web_events.visitor_id || '|' || web_events.session_id") }}
        end as given_session_id,
        urls.page_number,
        coalesce(event_kinds.kind = 'page_view', false) as is_page_view,
        web_events.occurred_at
    from web_events
    left join sessions
        on web_events.session_id = sessions.session_id
    left join events_within_sessions
        on web_events._row_number = events_within_sessions.event_key
    left join event_kinds
        on lower(web_events.event_name) = event_kinds.event_name
    left join urls
        on coalesce(web_events.page_path, web_events.page_url) = urls.url

),

-- A stream is the events that are sorted together: either the events of one given session, or a
-- visitor's events without one, which are cut into sessions below. stream_number and event_number
-- are surrogate keys: the later sorts by two numbers are faster than by ids, times and texts.
with_previous as (

    select
        *,
        first_value(event_key) over event_order as stream_number,
        row_number() over event_order as event_number,
        lag(occurred_at) over event_order as previous_at,
        lag(case when is_page_view then occurred_at end ignore nulls) over event_order
            as previous_viewed_at,
        lag(case when is_page_view then coalesce(page_number, 0) end ignore nulls) over event_order
            as previous_page_number
    from assigned
    window event_order as (
        partition by coalesce(given_session_id, visitor_id), given_session_id is null
        order by occurred_at, web_event_id
    )

),

judged as (

    select
        *,
        previous_at is null
        or (given_session_id is null and {{ starts_session("occurred_at", "previous_at") }})
            as is_session_start,
        is_page_view
        and {{ is_refresh(
            "page_number", "occurred_at", "previous_page_number", "previous_viewed_at"
        ) }} as is_refresh
    from with_previous

),

named as (

    select
        *,
        case
            when not is_session_start then null
            when given_session_id is not null then given_session_id
            else {{ dbt.hash("visitor_id || '|' || web_event_id") }}
        end as started_session_id
    from judged

),

with_session as (

    select
        event_key,
        page_number,
        is_page_view,
        is_refresh,
        previous_viewed_at,
        event_number,
        last_value(started_session_id ignore nulls) over so_far as session_id,
        last_value(case when is_session_start then occurred_at end ignore nulls) over so_far
            as session_started_at,
        lead(case when is_session_start then occurred_at end ignore nulls) over event_order
            as next_session_started_at,
        lead(case when is_page_view and not is_refresh then occurred_at end ignore nulls)
            over event_order as next_viewed_at
    from named
    window
        event_order as (
            partition by stream_number
            order by event_number
        ),
        so_far as (
            partition by stream_number
            order by event_number
            rows between unbounded preceding and current row
        )

),

final as (

    select
        event_key,
        session_id,
        page_number,

        is_page_view,
        is_refresh,
        is_page_view
        and coalesce(previous_viewed_at < session_started_at, true) as is_entrance,
        is_page_view
        and not is_refresh
        and (
            next_viewed_at is null
            or coalesce(next_viewed_at >= next_session_started_at, false)
        ) as is_exit,

        event_number,

        next_viewed_at
    from with_session

)

select * from final

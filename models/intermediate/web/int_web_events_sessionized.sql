with

web_events as (

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

user_agents as (

    select * from {{ ref("int_web_user_agents") }}

),

referrers as (

    select * from {{ ref("int_web_referrers") }}

),

-- Events without a session of their own that lie within a raw session of the visitor.
events_within_sessions as (

    select
        web_events.web_event_id,
        sessions.session_id
    from web_events
    inner join sessions
        on
            web_events.visitor_id = sessions.visitor_id
            and web_events.occurred_at between sessions.started_at and sessions.ended_at
    where web_events.session_id is null
    qualify
        row_number() over (
            partition by web_events.web_event_id
            order by sessions.started_at desc, sessions.session_id desc
        ) = 1

),

-- Only what the facts need goes on: the windows below carry every column along.
assigned as (

    select
        web_events.web_event_id,
        web_events.visitor_id,
        case
            when sessions.session_id is not null then sessions.session_id
            when events_within_sessions.session_id is not null
                then events_within_sessions.session_id
            when web_events.session_id is not null
                then {{ dbt.hash("web_events.visitor_id || '|' || web_events.session_id") }}
        end as given_session_id,
        web_events.customer_id,
        web_events.order_id,

        coalesce(event_kinds.kind, 'other') as event_kind,
        lower(web_events.event_name) as event_name,
        urls.page_path,
        web_events.content_type,
        web_events.content_id,
        web_events.device_type,
        web_events.country,
        web_events.utm_source,
        web_events.utm_medium,
        web_events.utm_campaign,
        referrers.source as referrer_source,
        referrers.medium as referrer_medium,

        coalesce(event_kinds.kind, 'other') = 'page_view' as is_page_view,
        coalesce(web_events.contact_captured, false) as is_contact_captured,
        coalesce(user_agents.is_bot, false) as is_bot,

        web_events.engaged_seconds,
        web_events.occurred_at
    from web_events
    left join sessions
        on web_events.session_id = sessions.session_id
    left join events_within_sessions
        on web_events.web_event_id = events_within_sessions.web_event_id
    left join event_kinds
        on lower(web_events.event_name) = event_kinds.event_name
    left join urls
        on coalesce(web_events.page_path, web_events.page_url) = urls.url
    left join user_agents
        on web_events.user_agent = user_agents.user_agent
    left join referrers
        on web_events.referrer = referrers.referrer

),

-- Events with a session stand by themselves; the others of a visitor are cut among themselves.
with_previous as (

    select
        *,
        lag(occurred_at) over event_order as previous_at,
        lag(case when is_page_view then occurred_at end ignore nulls) over event_order
            as previous_viewed_at,
        lag(case when is_page_view then coalesce(page_path, '') end ignore nulls) over event_order
            as previous_path
    from assigned
    window event_order as (
        partition by given_session_id, case when given_session_id is null then visitor_id end
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
        and {{ is_refresh("page_path", "occurred_at", "previous_path", "previous_viewed_at") }}
            as is_refresh
    from with_previous

),

with_session as (

    select
        *,
        row_number() over event_order as event_number,
        last_value(case when is_session_start then web_event_id end ignore nulls) over so_far
            as first_event_id,
        last_value(case when is_session_start then occurred_at end ignore nulls) over so_far
            as session_started_at,
        lead(case when is_session_start then occurred_at end ignore nulls) over event_order
            as next_session_started_at,
        lead(case when is_page_view and not is_refresh then occurred_at end ignore nulls)
            over event_order as next_viewed_at
    from judged
    window
        event_order as (
            partition by given_session_id, case when given_session_id is null then visitor_id end
            order by occurred_at, web_event_id
        ),
        so_far as (
            partition by given_session_id, case when given_session_id is null then visitor_id end
            order by occurred_at, web_event_id
            rows between unbounded preceding and current row
        )

),

final as (

    select
        web_event_id,
        coalesce(given_session_id, {{ dbt.hash("visitor_id || '|' || first_event_id") }})
            as session_id,
        visitor_id,
        customer_id,
        order_id,

        event_kind,
        event_name,
        page_path,
        content_type,
        content_id,
        device_type,
        country,
        utm_source,
        utm_medium,
        utm_campaign,
        referrer_source,
        referrer_medium,

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
        is_contact_captured,
        is_bot,

        event_number,

        engaged_seconds,

        occurred_at,
        next_viewed_at
    from with_session

)

select * from final

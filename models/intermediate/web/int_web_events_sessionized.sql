{{ config(materialized="view", access="protected") }} {#- people are known by its rows -#}

with

web_events as (

    select * from {{ ref("stg_web_events") }}

),

ordered as (

    select * from {{ ref("int_web_events_ordered") }}

),

event_kinds as (

    select * from {{ ref("event_kinds") }}

),

pages as (

    select * from {{ ref("int_web_pages") }}

),

user_agents as (

    select * from {{ ref("int_web_user_agents") }}

),

referrers as (

    select * from {{ ref("int_web_referrers") }}

),

final as (

    select
        web_events.web_event_id,
        ordered.session_id,
        web_events.visitor_id,
        web_events.customer_id,
        web_events.order_id,

        coalesce(event_kinds.kind, 'other') as event_kind,
        lower(web_events.event_name) as event_name,
        pages.page_path,
        web_events.content_type,
        web_events.content_id,
        web_events.brand,
        web_events.site,
        web_events.device_type,
        web_events.country,
        web_events.utm_source,
        web_events.utm_medium,
        web_events.utm_campaign,
        referrers.source as referrer_source,
        referrers.medium as referrer_medium,

        ordered.is_page_view,
        ordered.is_refresh,
        ordered.is_entrance,
        ordered.is_exit,
        coalesce(web_events.contact_captured, false) as is_contact_captured,
        coalesce(web_events.is_bot, false) or coalesce(user_agents.is_bot, false) as is_bot,

        ordered.event_number,

        web_events.engaged_seconds,

        web_events.occurred_at,
        ordered.next_viewed_at
    from web_events
    inner join ordered
        on web_events._row_number = ordered.event_key
    left join event_kinds
        on lower(web_events.event_name) = event_kinds.event_name
    left join pages
        on ordered.page_number = pages.page_number
    left join user_agents
        on web_events.user_agent = user_agents.user_agent
    left join referrers
        on web_events.referrer = referrers.referrer

)

select * from final

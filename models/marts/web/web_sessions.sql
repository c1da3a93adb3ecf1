with

raw_sessions as (

    select * from {{ ref("stg_sessions") }}

),

session_events as (

    select * from {{ ref("int_web_sessions_summarized") }}

),

urls as (

    select * from {{ ref("int_web_urls") }}

),

referrers as (

    select * from {{ ref("int_web_referrers") }}

),

user_agents as (

    select * from {{ ref("int_web_user_agents") }}

),

channel_groups as (

    select * from {{ ref("channel_groups") }}

),

-- Raw sessions, completed by their events, and sessions that only exist in events.
joined as (

    select
        coalesce(raw_sessions.session_id, session_events.session_id) as session_id,
        coalesce(raw_sessions.visitor_id, session_events.visitor_id) as visitor_id,
        coalesce(raw_sessions.customer_id, session_events.customer_id) as customer_id,

        coalesce(
            {{ own_source("raw_sessions", "traffic_source") }},
            referrers.source,
            session_events.utm_source,
            session_events.referrer_source,
            '(direct)'
        ) as source,
        coalesce(
            {{ own_source("raw_sessions", "traffic_medium") }},
            referrers.medium,
            session_events.utm_medium,
            session_events.referrer_medium,
            '(none)'
        ) as medium,
        coalesce(
            case
                when {{ has_source("raw_sessions") }} then raw_sessions.campaign
                when referrers.source is null then session_events.utm_campaign
            end,
            '(none)'
        ) as campaign,
        {{ known_or_none("raw_sessions.device_type, session_events.device_type") }} as device_type,
        {{ known_or_none("raw_sessions.country, session_events.country") }} as country,
        {{ brand_of("raw_sessions.brand, session_events.brand") }} as brand,
        {{ known_or_none("raw_sessions.site, session_events.site") }} as site,
        {{ known_or_none("session_events.landing_page, landing_urls.page_path") }} as landing_page,
        {{ known_or_none("session_events.landing_content_type") }} as landing_content_type,
        {{ known_or_none("session_events.exit_page, exit_urls.page_path") }} as exit_page,

        coalesce(session_events.is_bot, false)
        or coalesce(raw_sessions.is_bot, false)
        or coalesce(user_agents.is_bot, false) as is_bot,

        {{ session_page_views("raw_sessions", "session_events") }} as page_views,
        coalesce(session_events.actions, 0) as actions,
        coalesce(session_events.cta_clicks, 0) as cta_clicks,
        coalesce(session_events.contact_form_submissions, 0) as contact_form_submissions,
        coalesce(session_events.content_downloads, 0) as content_downloads,
        coalesce(session_events.download_leads, 0) as download_leads,
        coalesce(session_events.leads, 0) as leads,
        coalesce(session_events.conversions, 0) as conversions,

        coalesce(raw_sessions.engaged_seconds, session_events.engaged_seconds) as engaged_seconds,

        coalesce(raw_sessions.started_at, session_events.started_at) as started_at,
        {{ session_ended_at("raw_sessions", "session_events") }} as ended_at
    from raw_sessions
    full outer join session_events
        on raw_sessions.session_id = session_events.session_id
    left join referrers
        on raw_sessions.referrer = referrers.referrer
    left join urls as landing_urls
        on raw_sessions.landing_page = landing_urls.url
    left join urls as exit_urls
        on raw_sessions.exit_page = exit_urls.url
    left join user_agents
        on raw_sessions.user_agent = user_agents.user_agent

),

sources as (

    select distinct
        source,
        medium
    from joined

),

-- First matching rule wins.
source_groups as (

    select
        sources.source,
        sources.medium,
        coalesce(min_by(channel_groups.channel_group, channel_groups.priority), 'Other')
            as channel_group
    from sources
    left join channel_groups
        on {{ is_of_channel_group("sources", "channel_groups") }}
    group by all

),

-- Each visitor's first session ever; sessions of bots do not count.
first_sessions as (

    select session_id from joined
    where not is_bot
    qualify
        row_number() over (
            partition by visitor_id
            order by started_at, session_id
        ) = 1

),

measured as (

    select
        joined.*,
        source_groups.channel_group,
        first_sessions.session_id is not null as is_new_visitor,
        {{ session_duration("joined.started_at", "joined.ended_at", "joined.engaged_seconds") }}
            as duration_seconds
    from joined
    inner join source_groups
        on
            joined.source = source_groups.source
            and joined.medium = source_groups.medium
    left join first_sessions
        on joined.session_id = first_sessions.session_id

),

final as (

    select
        session_id,
        visitor_id,
        customer_id,

        channel_group,
        source,
        medium,
        campaign,
        device_type,
        country,
        brand,
        site,
        landing_page,
        landing_content_type,
        exit_page,
        case when is_new_visitor then 'new' else 'returning' end as visitor_type,

        is_new_visitor,
        {{ is_bounce("page_views", "actions") }} as is_bounce,
        {{ is_engaged_session("duration_seconds", "page_views", "conversions") }} as is_engaged,
        is_bot,
        coalesce({{ is_long_session("started_at", "ended_at") }}, false) as is_long,

        page_views,
        actions,
        cta_clicks,
        contact_form_submissions,
        content_downloads,
        download_leads,
        leads,
        conversions,

        cast(duration_seconds as decimal(18, 6)) as duration_seconds,

        started_at,
        ended_at,
        {{ local_date("started_at") }} as session_date
    from measured

)

select * from final

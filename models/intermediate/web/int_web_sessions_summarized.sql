{{ config(materialized='view') }}

with

web_events as (

    select * from {{ ref("int_web_events_sessionized") }}

),

conversions as (

    select * from {{ ref("int_web_conversions") }}

),

session_conversions as (

    select
        session_id,
        count(*) as conversions
    from conversions
    group by session_id

),

session_events as (

    select
        session_id,

        -- A session that only exists in events has one visitor; of others the raw row decides.
        any_value(visitor_id) as visitor_id,
        min_by(customer_id, event_number) filter (where customer_id is not null) as customer_id,
        min_by(device_type, event_number) filter (where device_type is not null) as device_type,
        min_by(country, event_number) filter (where country is not null) as country,
        min_by(brand, event_number) filter (where brand is not null) as brand,
        min_by(site, event_number) filter (where site is not null) as site,

        min_by({{ known_or_none("utm_source") }}, event_number) filter (
            where coalesce(utm_source, utm_medium) is not null
        ) as utm_source,
        min_by({{ known_or_none("utm_medium") }}, event_number) filter (
            where coalesce(utm_source, utm_medium) is not null
        ) as utm_medium,
        min_by({{ known_or_none("utm_campaign") }}, event_number) filter (
            where coalesce(utm_source, utm_medium) is not null
        ) as utm_campaign,
        min_by(referrer_source, event_number) filter (
            where referrer_source is not null
        ) as referrer_source,
        min_by(referrer_medium, event_number) filter (
            where referrer_source is not null
        ) as referrer_medium,

        max(case when is_entrance then page_path end) as landing_page,
        max(case when is_entrance then content_type end) as landing_content_type,
        max(case when is_exit then page_path end) as exit_page,

        bool_or(is_page_view) as has_page_view,
        bool_or(is_bot) as is_bot,

        count(*) filter (where is_page_view and not is_refresh) as page_views,
        count(*) filter (where {{ is_action("event_kind") }}) as actions,
        count(*) filter (where event_kind = 'cta_click') as cta_clicks,
        count(*) filter (where event_kind = 'contact_form') as contact_form_submissions,
        count(*) filter (where event_kind = 'download') as content_downloads,
        count(*) filter (where event_kind = 'download' and is_contact_captured) as download_leads,
        count(*) filter (where {{ is_action("event_kind") }} and is_contact_captured) as leads,

        sum(engaged_seconds) as engaged_seconds,

        min(occurred_at) as started_at,
        max(occurred_at) as ended_at
    from web_events
    group by session_id

),

final as (

    select
        session_events.*,
        coalesce(session_conversions.conversions, 0) as conversions
    from session_events
    left join session_conversions
        on session_events.session_id = session_conversions.session_id

)

select * from final

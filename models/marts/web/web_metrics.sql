{%- set dimensions = [
    "channel_group",
    "traffic_source",
    "traffic_medium",
    "campaign",
    "device_type",
    "country",
    "landing_page",
    "landing_content_type",
    "visitor_type",
    "customer_segment",
    "channel_group x customer_segment",
] -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

periods as (

    select * from {{ ref("int_periods") }}

),

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

sessions as (

    select
        web_sessions.*,
        web_sessions.source as traffic_source,
        web_sessions.medium as traffic_medium,
        customers.customer_segment
    from {{ ref("web_sessions") }} as web_sessions
    left join customers
        on web_sessions.customer_id = customers.customer_id
    where not web_sessions.is_bot

),

visitors as (

    select
        visitor_id,
        min(session_date) as first_session_date
    from sessions
    group by visitor_id

),

-- One row per visitor, period and cut.
visitor_sessions as (

    {{ per_person_and_cut("sessions", "session_date", "visitor_id", dimensions, {
        "sessions": "count(*)",
        "page_views": "sum(page_views)",
        "actions": "sum(actions)",
        "has_unknown_page_views": "bool_or(page_views is null)",
        "session_duration_seconds": "sum(duration_seconds)",
        "bounced_sessions": "count(*) filter (where is_bounce)",
        "engaged_sessions": "count(*) filter (where is_engaged)",
        "conversions": "sum(conversions)",
        "converted_sessions": "count(*) filter (where conversions > 0)",
        "cta_clicks": "sum(cta_clicks)",
        "contact_form_submissions": "sum(contact_form_submissions)",
        "content_downloads": "sum(content_downloads)",
        "leads": "sum(leads)",
        "download_leads": "sum(download_leads)",
    }) }}

),

session_parts as (

    select
        visitor_sessions.period_grain,
        visitor_sessions.period_start,
        visitor_sessions.dimension,
        visitor_sessions.dimension_value,
        sum(visitor_sessions.sessions) as sessions,
        count(*) as visitors,
        count(*) filter (
            where visitors.first_session_date >= visitor_sessions.period_start
        ) as new_visitors,
        sum(visitor_sessions.page_views) as page_views,
        sum(visitor_sessions.session_duration_seconds) as session_duration_seconds,
        sum(visitor_sessions.bounced_sessions) as bounced_sessions,
        count(*) filter (
            where not visitor_sessions.has_unknown_page_views
            and {{ is_bounce("visitor_sessions.page_views", "visitor_sessions.actions") }}
        ) as bounced_visitors,
        sum(visitor_sessions.engaged_sessions) as engaged_sessions,
        sum(visitor_sessions.conversions) as conversions,
        count(*) filter (where visitor_sessions.conversions > 0) as converted_visitors,
        sum(visitor_sessions.converted_sessions) as converted_sessions,
        sum(visitor_sessions.cta_clicks) as cta_clicks,
        sum(visitor_sessions.contact_form_submissions) as contact_form_submissions,
        sum(visitor_sessions.content_downloads) as content_downloads,
        count(*) filter (where visitor_sessions.content_downloads > 0) as downloading_visitors,
        sum(visitor_sessions.leads) as leads,
        sum(visitor_sessions.download_leads) as download_leads
    from visitor_sessions
    inner join visitors
        on visitor_sessions.person_id = visitors.visitor_id
    group by all

),

-- A median cannot be made of parts: it goes over the sessions again.
duration_medians as (

    {{ median_per_cut("sessions", "session_date", dimensions, "duration_seconds") }}

),

first_activity as (

    {{ first_activity({"sessions": "session_date"}) }}

),

row_keys as (

    {{ metric_row_keys("periods", "first_activity", ["session_parts"]) }}

),

parts as (

    select
        row_keys.period_grain,
        row_keys.period_start,
        row_keys.dimension,
        row_keys.dimension_value,
        {{ is_period_complete(
            period_end_of("row_keys.period_grain", "row_keys.period_start"), "as_of_date.as_of_date"
        ) }} as is_complete,

        cast(coalesce(session_parts.sessions, 0) as bigint) as sessions,
        coalesce(session_parts.visitors, 0) as visitors,
        coalesce(session_parts.new_visitors, 0) as new_visitors,
        -- Sessions without a known number of views are no sessions without views.
        cast(
            case when session_parts.sessions > 0 then session_parts.page_views else 0 end as bigint
        ) as page_views,
        cast(coalesce(session_parts.session_duration_seconds, 0) as decimal(38, 6))
            as session_duration_seconds,
        cast(coalesce(session_parts.bounced_sessions, 0) as bigint) as bounced_sessions,
        coalesce(session_parts.bounced_visitors, 0) as bounced_visitors,
        cast(coalesce(session_parts.engaged_sessions, 0) as bigint) as engaged_sessions,
        cast(coalesce(session_parts.conversions, 0) as bigint) as conversions,
        coalesce(session_parts.converted_visitors, 0) as converted_visitors,
        cast(coalesce(session_parts.converted_sessions, 0) as bigint) as converted_sessions,
        cast(coalesce(session_parts.cta_clicks, 0) as bigint) as cta_clicks,
        cast(coalesce(session_parts.contact_form_submissions, 0) as bigint)
            as contact_form_submissions,
        cast(coalesce(session_parts.content_downloads, 0) as bigint) as content_downloads,
        coalesce(session_parts.downloading_visitors, 0) as downloading_visitors,
        cast(coalesce(session_parts.leads, 0) as bigint) as leads,
        cast(coalesce(session_parts.download_leads, 0) as bigint) as download_leads,

        duration_medians.median_value as median_session_duration_seconds
    from row_keys
    cross join as_of_date
    {{ join_metric_parts("row_keys", ["session_parts", "duration_medians"]) }}

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        sessions,
        visitors,
        new_visitors,
        visitors - new_visitors as returning_visitors,
        page_views,
        session_duration_seconds,
        bounced_sessions,
        bounced_visitors,
        engaged_sessions,
        conversions,
        converted_visitors,
        converted_sessions,
        cta_clicks,
        contact_form_submissions,
        content_downloads,
        downloading_visitors,
        leads,
        download_leads,

        {{ ratio("visitors - new_visitors", "visitors", 100) }} as returning_visitor_rate,
        {{ ratio("sessions", "visitors") }} as sessions_per_visitor,
        {{ ratio("page_views", "sessions") }} as pages_per_session,
        {{ ratio("session_duration_seconds", "sessions") }} as avg_session_duration_seconds,
        median_session_duration_seconds,
        {{ ratio("bounced_sessions", "sessions", 100) }} as bounce_rate,
        {{ ratio("bounced_visitors", "visitors", 100) }} as bounced_visitor_rate,
        {{ ratio("engaged_sessions", "sessions", 100) }} as engagement_rate,
        {{ ratio("conversions", "visitors", 100) }} as conversion_rate,
        {{ ratio("converted_visitors", "visitors", 100) }} as visitor_conversion_rate,
        {{ ratio("converted_sessions", "sessions", 100) }} as session_conversion_rate,
        {{ ratio("downloading_visitors", "visitors", 100) }} as content_download_rate,
        {{ ratio("download_leads", "content_downloads", 100) }} as lead_capture_rate
    from parts

)

select * from final

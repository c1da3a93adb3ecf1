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

visits as (

    select
        web_sessions.visitor_id,

        web_sessions.channel_group,
        web_sessions.source as traffic_source,
        web_sessions.medium as traffic_medium,
        web_sessions.campaign,
        web_sessions.device_type,
        web_sessions.country,
        web_sessions.landing_page,
        web_sessions.landing_content_type,
        web_sessions.visitor_type,
        customers.customer_segment,

        web_sessions.is_bounce,
        web_sessions.is_engaged,

        web_sessions.page_views,
        web_sessions.actions,
        web_sessions.cta_clicks,
        web_sessions.contact_form_submissions,
        web_sessions.content_downloads,
        web_sessions.download_leads,
        web_sessions.leads,
        web_sessions.conversions,

        web_sessions.duration_seconds,

        web_sessions.session_date,
        lag(web_sessions.session_date) over visitor_order as previous_date,
        lead(web_sessions.session_date) over visitor_order as next_date
    from {{ ref("web_sessions") }} as web_sessions
    left join customers
        on web_sessions.customer_id = customers.customer_id
    where not web_sessions.is_bot
    window visitor_order as (
        partition by web_sessions.visitor_id
        order by web_sessions.session_date
    )

),

visitors as (

    select
        visitor_id,
        min(session_date) as first_session_date
    from visits
    group by visitor_id

),

sessions as (

    select
        visits.*,
        {%- for period_grain in checked_var("period_grains") %}
        {{ is_only_of_period(
            period_grain, "visits.session_date", "visits.previous_date", "visits.next_date"
        ) }} as is_only_of_{{ period_grain }},
        {%- endfor %}
        visitors.first_session_date
    from visits
    inner join visitors
        on visits.visitor_id = visitors.visitor_id

),

session_parts as (

    {{ per_cut("sessions", "session_date", dimensions, {
        "sessions": "count(*)",
        "page_views": "sum(page_views)",
        "session_duration_seconds": "sum(duration_seconds)",
        "median_session_duration_seconds": median("duration_seconds"),
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

-- One row per visitor, period and cut.
visitor_sessions as (

    {{ per_rare_person_and_cut("sessions", "session_date", "visitor_id", dimensions, {
        "page_views": ["sum", "page_views"],
        "actions": ["sum", "actions"],
        "has_unknown_page_views": ["bool_or", "page_views is null"],
        "has_converted": ["bool_or", "conversions > 0"],
        "has_downloaded": ["bool_or", "content_downloads > 0"],
        "first_session_date": ["min", "first_session_date"],
    }) }}

),

visitor_parts as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        count(*) as visitors,
        count(*) filter (where first_session_date >= period_start) as new_visitors,
        count(*) filter (
            where not has_unknown_page_views and {{ is_bounce("page_views", "actions") }}
        ) as bounced_visitors,
        count(*) filter (where has_converted) as converted_visitors,
        count(*) filter (where has_downloaded) as downloading_visitors
    from visitor_sessions
    group by all

),

first_activity as (

    {{ first_activity([{"facts": "sessions", "date": "session_date"}]) }}

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
        coalesce(visitor_parts.visitors, 0) as visitors,
        coalesce(visitor_parts.new_visitors, 0) as new_visitors,
        -- Sessions without a known number of views are no sessions without views.
        cast(
            case when session_parts.sessions > 0 then session_parts.page_views else 0 end as bigint
        ) as page_views,
        cast(coalesce(session_parts.session_duration_seconds, 0) as decimal(38, 6))
            as session_duration_seconds,
        cast(coalesce(session_parts.bounced_sessions, 0) as bigint) as bounced_sessions,
        coalesce(visitor_parts.bounced_visitors, 0) as bounced_visitors,
        cast(coalesce(session_parts.engaged_sessions, 0) as bigint) as engaged_sessions,
        cast(coalesce(session_parts.conversions, 0) as bigint) as conversions,
        coalesce(visitor_parts.converted_visitors, 0) as converted_visitors,
        cast(coalesce(session_parts.converted_sessions, 0) as bigint) as converted_sessions,
        cast(coalesce(session_parts.cta_clicks, 0) as bigint) as cta_clicks,
        cast(coalesce(session_parts.contact_form_submissions, 0) as bigint)
            as contact_form_submissions,
        cast(coalesce(session_parts.content_downloads, 0) as bigint) as content_downloads,
        coalesce(visitor_parts.downloading_visitors, 0) as downloading_visitors,
        cast(coalesce(session_parts.leads, 0) as bigint) as leads,
        cast(coalesce(session_parts.download_leads, 0) as bigint) as download_leads,

        session_parts.median_session_duration_seconds
    from row_keys
    cross join as_of_date
    {{ join_metric_parts("row_keys", ["session_parts", "visitor_parts"]) }}

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

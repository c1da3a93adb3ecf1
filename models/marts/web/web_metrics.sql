{%- set dimensions = [
    "channel_group",
    "traffic_source",
    "traffic_medium",
    "campaign",
    "device_type",
    "country",
    "brand",
    "site",
    "landing_page",
    "landing_content_type",
    "visitor_type",
    "customer_segment",
    "channel_group x customer_segment",
] -%}

with

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
        web_sessions.brand,
        web_sessions.site,
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

first_visits as (

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
        first_visits.first_session_date
    from visits
    inner join first_visits
        on visits.visitor_id = first_visits.visitor_id

),

-- One row per visitor, period and cut.
visitors as (

    {{ per_rare_person_and_cut("sessions", "session_date", "visitor_id", dimensions, {
        "page_views": ["sum", "page_views"],
        "actions": ["sum", "actions"],
        "has_unknown_page_views": ["bool_or", "page_views is null"],
        "has_converted": ["bool_or", "conversions > 0"],
        "has_downloaded": ["bool_or", "content_downloads > 0"],
        "first_session_date": ["min", "first_session_date"],
    }) }}

),

parts as (

    {{ metrics_table(dimensions, [
        {"facts": "sessions", "date": "session_date", "parts": {
            "sessions": part_count(),
            "page_views": part_sum("page_views", empty=0, keeps_unknown=true),
            "session_duration_seconds": part_sum("duration_seconds", "decimal(38, 6)", empty=0),
            "median_session_duration_seconds": part_median("duration_seconds"),
            "bounced_sessions": part_count("is_bounce"),
            "engaged_sessions": part_count("is_engaged"),
            "conversions": part_sum("conversions", empty=0),
            "converted_sessions": part_count("conversions > 0"),
            "cta_clicks": part_sum("cta_clicks", empty=0),
            "contact_form_submissions": part_sum("contact_form_submissions", empty=0),
            "content_downloads": part_sum("content_downloads", empty=0),
            "leads": part_sum("leads", empty=0),
            "download_leads": part_sum("download_leads", empty=0),
        }},
        {"counted": "visitors", "parts": {
            "visitors": part_count(),
            "new_visitors": part_count("first_session_date >= period_start"),
            "bounced_visitors": part_count(
                "not has_unknown_page_views and " ~ is_bounce("page_views", "actions")
            ),
            "converted_visitors": part_count("has_converted"),
            "downloading_visitors": part_count("has_downloaded"),
        }},
    ]) }}

),

final as (

    select
        *,
        visitors - new_visitors as returning_visitors,

        {{ ratio("returning_visitors", "visitors", 100) }} as returning_visitor_rate,
        {{ ratio("sessions", "visitors") }} as sessions_per_visitor,
        {{ ratio("page_views", "sessions") }} as pages_per_session,
        {{ ratio("session_duration_seconds", "sessions") }} as avg_session_duration_seconds,
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

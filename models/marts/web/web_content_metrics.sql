{%- set dimensions = ["page_path", "content_type", "brand"] -%}
{#- A visitor returns to a product where they were on the site before the period. -#}
{%- set returns = "period_start > first_session_date" -%}

with

sessions as (

    select * from {{ ref("web_sessions") }}
    where not is_bot

),

visitors as (

    select
        visitor_id,
        min(session_date) as first_session_date
    from sessions
    group by visitor_id

),

page_views as (

    select * from {{ ref("web_page_views") }}
    where
        not is_refresh
        and not is_bot

),

timed_product_views as (

    select
        page_views.*,
        visitors.first_session_date
    from page_views
    inner join visitors
        on page_views.visitor_id = visitors.visitor_id
    where
        lower(page_views.content_type)
        = {{ string_literal(var("product_content_type") | lower) }}
        and page_views.time_on_page_seconds is not null

),

-- Every session enters somewhere; where nobody knows the page, on '(none)'.
landings as (

    select
        visitor_id,
        landing_page as page_path,
        landing_content_type as content_type,
        brand,
        conversions,
        session_date
    from sessions

),

actions as (

    select
        web_events.page_path,
        web_events.content_type,
        sessions.brand,
        web_events.event_kind,
        web_events.is_contact_captured,
        sessions.session_date
    from {{ ref("int_web_events_sessionized") }} as web_events
    inner join sessions
        on web_events.session_id = sessions.session_id
    where
        {{ is_action("web_events.event_kind") }}
        and (web_events.event_kind = 'download' or web_events.is_contact_captured)

),

parts as (

    {{ metrics_table(dimensions, [
        {"facts": "landings", "date": "session_date", "parts": {
            "entrances": part_count(),
            "landing_conversions": part_sum("conversions", empty=0),
        }},
        {"facts": "landings", "date": "session_date", "opens_calendar": false,
            "person": "visitor_id", "parts": {"landing_visitors": part_count()}},
        {"facts": "page_views", "date": "session_date", "opens_calendar": false, "parts": {
            "content_page_views": part_count(),
            "time_on_page_seconds": part_sum("time_on_page_seconds", "decimal(38, 6)", empty=0),
            "timed_page_views": part_count("time_on_page_seconds is not null"),
            "exits": part_count("is_exit"),
        }},
        {"facts": "timed_product_views", "date": "session_date", "opens_calendar": false,
            "person": "visitor_id",
            "per_person": {
                "product_seconds": "sum(time_on_page_seconds)",
                "first_session_date": "min(first_session_date)",
            },
            "parts": {
                "returning_product_seconds":
                    part_sum("product_seconds", "decimal(38, 6)", empty=0, condition=returns),
                "returning_product_viewers": part_count(returns),
            }},
        {"facts": "actions", "date": "session_date", "opens_calendar": false, "parts": {
            "content_download_count": part_count("event_kind = 'download'"),
            "content_leads": part_count("is_contact_captured"),
        }},
    ]) }}

),

final as (

    select
        *,
        {{ ratio("time_on_page_seconds", "timed_page_views") }} as avg_time_on_page_seconds,
        {{ ratio("returning_product_seconds", "returning_product_viewers") }}
            as avg_returning_product_seconds,
        {{ ratio("exits", "content_page_views", 100) }} as exit_rate,
        {{ ratio("landing_conversions", "landing_visitors", 100) }} as landing_conversion_rate
    from parts

)

select * from final

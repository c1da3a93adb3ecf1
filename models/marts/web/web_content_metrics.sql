{%- set dimensions = ["page_path", "content_type"] -%}
{%- set parts_of_facts = [
    "view_parts", "product_parts", "landing_parts", "landing_visitor_parts", "action_parts",
] -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

periods as (

    select * from {{ ref("int_periods") }}

),

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

    select
        *,
        lower(content_type) = {{ string_literal(var("product_content_type") | lower) }}
            as is_product_view
    from {{ ref("web_page_views") }}
    where
        not is_refresh
        and not is_bot

),

-- A visitor returns to a product where he was on the site before the period.
timed_product_views as (

    select * from page_views
    where
        is_product_view
        and time_on_page_seconds is not null

),

-- Every session enters somewhere; where nobody knows the page, on '(none)'.
landings as (

    select
        visitor_id,
        landing_page as page_path,
        landing_content_type as content_type,
        conversions,
        session_date
    from sessions

),

actions as (

    select
        web_events.page_path,
        web_events.content_type,
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

view_parts as (

    {{ per_cut("page_views", "session_date", dimensions, {
        "content_page_views": "count(*)",
        "time_on_page_seconds": "sum(time_on_page_seconds)",
        "timed_page_views": "count(time_on_page_seconds)",
        "exits": "count(*) filter (where is_exit)",
    }) }}

),

visitor_product_views as (

    {{ per_person_and_cut("timed_product_views", "session_date", "visitor_id", dimensions, {
        "product_seconds": "sum(time_on_page_seconds)",
    }) }}

),

product_parts as (

    select
        visitor_product_views.period_grain,
        visitor_product_views.period_start,
        visitor_product_views.dimension,
        visitor_product_views.dimension_value,
        sum(visitor_product_views.product_seconds) as returning_product_seconds,
        count(*) as returning_product_viewers
    from visitor_product_views
    inner join visitors
        on
            visitor_product_views.person_id = visitors.visitor_id
            and visitor_product_views.period_start > visitors.first_session_date
    group by all

),

landing_parts as (

    {{ per_cut("landings", "session_date", dimensions, {
        "entrances": "count(*)",
        "landing_conversions": "sum(conversions)",
    }) }}

),

visitor_landings as (

    {{ per_person_and_cut("landings", "session_date", "visitor_id", dimensions, {}) }}

),

landing_visitor_parts as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        count(*) as landing_visitors
    from visitor_landings
    group by all

),

action_parts as (

    {{ per_cut("actions", "session_date", dimensions, {
        "content_download_count": "count(*) filter (where event_kind = 'download')",
        "content_leads": "count(*) filter (where is_contact_captured)",
    }) }}

),

first_activity as (

    {{ first_activity([{"facts": "sessions", "date": "session_date"}]) }}

),

row_keys as (

    {{ metric_row_keys("periods", "first_activity", parts_of_facts) }}

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

        cast(coalesce(view_parts.content_page_views, 0) as bigint) as content_page_views,
        cast(coalesce(view_parts.time_on_page_seconds, 0) as decimal(38, 6))
            as time_on_page_seconds,
        cast(coalesce(view_parts.timed_page_views, 0) as bigint) as timed_page_views,
        cast(coalesce(product_parts.returning_product_seconds, 0) as decimal(38, 6))
            as returning_product_seconds,
        coalesce(product_parts.returning_product_viewers, 0) as returning_product_viewers,
        cast(coalesce(landing_parts.entrances, 0) as bigint) as entrances,
        cast(coalesce(view_parts.exits, 0) as bigint) as exits,
        cast(coalesce(landing_parts.landing_conversions, 0) as bigint) as landing_conversions,
        coalesce(landing_visitor_parts.landing_visitors, 0) as landing_visitors,
        cast(coalesce(action_parts.content_download_count, 0) as bigint) as content_download_count,
        cast(coalesce(action_parts.content_leads, 0) as bigint) as content_leads
    from row_keys
    cross join as_of_date
    {{ join_metric_parts("row_keys", parts_of_facts) }}

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        content_page_views,
        time_on_page_seconds,
        timed_page_views,
        returning_product_seconds,
        returning_product_viewers,
        entrances,
        exits,
        landing_conversions,
        landing_visitors,
        content_download_count,
        content_leads,

        {{ ratio("time_on_page_seconds", "timed_page_views") }} as avg_time_on_page_seconds,
        {{ ratio("returning_product_seconds", "returning_product_viewers") }}
            as avg_returning_product_seconds,
        {{ ratio("exits", "content_page_views", 100) }} as exit_rate,
        {{ ratio("landing_conversions", "landing_visitors", 100) }} as landing_conversion_rate
    from parts

)

select * from final

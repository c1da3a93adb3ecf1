-- web_metrics and web_content_metrics of all grains and cuts, as one script written by hand over
-- the facts. Reads the attached database build and the variable product_content_type, and writes
-- into the current database.

create table sessions as
with visitors as (
    select visitor_id, min(session_date) as first_session_date
    from build.web_sessions
    where not is_bot
    group by visitor_id
)
select
    web_sessions.*,
    coalesce(customers.customer_segment, '(none)') as customer_segment,
    first_session_date
from build.web_sessions
inner join visitors using (visitor_id)
left join build.int_customer_attributes as customers using (customer_id)
where not is_bot;

create macro dimension_of(bits) as case bits
    when 1023 then 'all'
    when 511 then 'channel_group'
    when 767 then 'traffic_source'
    when 895 then 'traffic_medium'
    when 959 then 'campaign'
    when 991 then 'device_type'
    when 1007 then 'country'
    when 1015 then 'landing_page'
    when 1019 then 'landing_content_type'
    when 1021 then 'visitor_type'
    when 1022 then 'customer_segment'
    when 510 then 'channel_group x customer_segment'
end;

create macro value_of(
    channel_group, source, medium, campaign, device_type, country, landing_page,
    landing_content_type, visitor_type, customer_segment
) as case
    when channel_group is not null and customer_segment is not null
        then channel_group || ' x ' || customer_segment
    else coalesce(
        channel_group, source, medium, campaign, device_type, country, landing_page,
        landing_content_type, visitor_type, customer_segment, 'all'
    )
end;

create macro percent(part, whole) as part::double / nullif(whole::double, 0) * 100;
create macro quotient(part, whole) as part::double / nullif(whole::double, 0);

create macro sessions_of(grain) as table
    select
        grain as period_grain,
        date_trunc(grain, session_date)::date as period_start,
        channel_group, source, medium, campaign, device_type, country, landing_page,
        landing_content_type, visitor_type, customer_segment,
        grouping(
            channel_group, source, medium, campaign, device_type, country, landing_page,
            landing_content_type, visitor_type, customer_segment
        ) as cut,
        count(*) as sessions,
        sum(page_views)::bigint as page_views,
        sum(duration_seconds) as session_duration_seconds,
        median(duration_seconds::double) as median_session_duration_seconds,
        count(*) filter (where is_bounce) as bounced_sessions,
        count(*) filter (where is_engaged) as engaged_sessions,
        sum(conversions)::bigint as conversions,
        count(*) filter (where conversions > 0) as converted_sessions,
        sum(cta_clicks)::bigint as cta_clicks,
        sum(contact_form_submissions)::bigint as contact_form_submissions,
        sum(content_downloads)::bigint as content_downloads,
        sum(leads)::bigint as leads,
        sum(download_leads)::bigint as download_leads
    from sessions
    group by grouping sets (
        (period_start),
        (period_start, channel_group),
        (period_start, source),
        (period_start, medium),
        (period_start, campaign),
        (period_start, device_type),
        (period_start, country),
        (period_start, landing_page),
        (period_start, landing_content_type),
        (period_start, visitor_type),
        (period_start, customer_segment),
        (period_start, channel_group, customer_segment)
    );

create macro visitors_of(grain) as table
    with by_visitor as (
        select
            date_trunc(grain, session_date)::date as period_start,
            visitor_id,
            channel_group, source, medium, campaign, device_type, country, landing_page,
            landing_content_type, visitor_type, customer_segment,
            grouping(
                channel_group, source, medium, campaign, device_type, country, landing_page,
                landing_content_type, visitor_type, customer_segment
            ) as cut,
            min(first_session_date) as first_session_date,
            sum(page_views) = 1 and sum(actions) = 0 and count(*) = count(page_views)
                as is_bounced,
            bool_or(conversions > 0) as is_converted,
            bool_or(content_downloads > 0) as is_downloader
        from sessions
        group by grouping sets (
            (period_start, visitor_id),
            (period_start, visitor_id, channel_group),
            (period_start, visitor_id, source),
            (period_start, visitor_id, medium),
            (period_start, visitor_id, campaign),
            (period_start, visitor_id, device_type),
            (period_start, visitor_id, country),
            (period_start, visitor_id, landing_page),
            (period_start, visitor_id, landing_content_type),
            (period_start, visitor_id, visitor_type),
            (period_start, visitor_id, customer_segment),
            (period_start, visitor_id, channel_group, customer_segment)
        )
    )
    select
        grain as period_grain,
        period_start,
        channel_group, source, medium, campaign, device_type, country, landing_page,
        landing_content_type, visitor_type, customer_segment,
        cut,
        count(*) as visitors,
        count(*) filter (where first_session_date >= period_start) as new_visitors,
        count(*) filter (where is_bounced) as bounced_visitors,
        count(*) filter (where is_converted) as converted_visitors,
        count(*) filter (where is_downloader) as downloading_visitors
    from by_visitor
    group by all;

create table session_parts as
select
    *,
    dimension_of(cut) as dimension,
    value_of(
        channel_group, source, medium, campaign, device_type, country, landing_page,
        landing_content_type, visitor_type, customer_segment
    ) as dimension_value
from (
    select * from sessions_of('day')
    union all
    select * from sessions_of('week')
    union all
    select * from sessions_of('month')
);

create table visitor_parts as
select
    *,
    dimension_of(cut) as dimension,
    value_of(
        channel_group, source, medium, campaign, device_type, country, landing_page,
        landing_content_type, visitor_type, customer_segment
    ) as dimension_value
from (
    select * from visitors_of('day')
    union all
    select * from visitors_of('week')
    union all
    select * from visitors_of('month')
);

create table web_metrics as
select
    period_grain,
    period_start,
    dimension,
    dimension_value,
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
    percent(visitors - new_visitors, visitors) as returning_visitor_rate,
    quotient(sessions, visitors) as sessions_per_visitor,
    quotient(page_views, sessions) as pages_per_session,
    quotient(session_duration_seconds, sessions) as avg_session_duration_seconds,
    median_session_duration_seconds,
    percent(bounced_sessions, sessions) as bounce_rate,
    percent(bounced_visitors, visitors) as bounced_visitor_rate,
    percent(engaged_sessions, sessions) as engagement_rate,
    percent(conversions, visitors) as conversion_rate,
    percent(converted_visitors, visitors) as visitor_conversion_rate,
    percent(converted_sessions, sessions) as session_conversion_rate,
    percent(downloading_visitors, visitors) as content_download_rate,
    percent(download_leads, content_downloads) as lead_capture_rate
from session_parts
inner join visitor_parts using (period_grain, period_start, dimension, dimension_value);

create table page_views as
select
    page_views.*,
    first_session_date
from build.web_page_views as page_views
inner join (select distinct visitor_id, first_session_date from sessions) using (visitor_id)
where not is_bot and not is_refresh;

create macro views_of(grain) as table
    select
        grain as period_grain,
        date_trunc(grain, session_date)::date as period_start,
        page_path,
        content_type,
        count(*) as content_page_views,
        sum(time_on_page_seconds) as time_on_page_seconds,
        count(time_on_page_seconds) as timed_page_views,
        count(*) filter (where is_entrance) as entrances,
        count(*) filter (where is_exit) as exits
    from page_views
    group by grouping sets (
        (period_start),
        (period_start, page_path),
        (period_start, content_type)
    );

create macro product_views_of(grain) as table
    with by_visitor as (
        select
            date_trunc(grain, session_date)::date as period_start,
            visitor_id,
            page_path,
            content_type,
            min(first_session_date) as first_session_date,
            sum(time_on_page_seconds) as product_seconds
        from page_views
        where
            lower(content_type) = getvariable('product_content_type')
            and time_on_page_seconds is not null
        group by grouping sets (
            (period_start, visitor_id),
            (period_start, visitor_id, page_path),
            (period_start, visitor_id, content_type)
        )
    )
    select
        grain as period_grain,
        period_start,
        page_path,
        content_type,
        sum(product_seconds) as returning_product_seconds,
        count(*) as returning_product_viewers
    from by_visitor
    where first_session_date < period_start
    group by all;

create macro landings_of(grain) as table
    with by_visitor as (
        select
            date_trunc(grain, session_date)::date as period_start,
            visitor_id,
            landing_page as page_path,
            landing_content_type as content_type,
            sum(conversions) as conversions
        from sessions
        where landing_page <> '(none)'
        group by grouping sets (
            (period_start, visitor_id),
            (period_start, visitor_id, page_path),
            (period_start, visitor_id, content_type)
        )
    )
    select
        grain as period_grain,
        period_start,
        page_path,
        content_type,
        sum(conversions)::bigint as landing_conversions,
        count(*) as landing_visitors
    from by_visitor
    group by all;

create table actions as
select
    coalesce(events.page_path, '(none)') as page_path,
    coalesce(events.content_type, '(none)') as content_type,
    events.event_kind = 'download' as is_download,
    events.is_contact_captured,
    sessions.session_date
from build.int_web_events_sessionized as events
inner join sessions using (session_id)
where
    events.event_kind = 'download'
    or (events.event_kind not in ('page_view', 'ignore') and events.is_contact_captured);

create macro actions_of(grain) as table
    select
        grain as period_grain,
        date_trunc(grain, session_date)::date as period_start,
        page_path,
        content_type,
        count(*) filter (where is_download) as content_download_count,
        count(*) filter (where is_contact_captured) as content_leads
    from actions
    group by grouping sets (
        (period_start),
        (period_start, page_path),
        (period_start, content_type)
    );

create macro content_dimension(page_path, content_type) as case
    when page_path is not null then 'page_path'
    when content_type is not null then 'content_type'
    else 'all'
end;

create table view_parts as
select
    *,
    content_dimension(page_path, content_type) as dimension,
    coalesce(page_path, content_type, 'all') as dimension_value
from (
    select * from views_of('day')
    union all
    select * from views_of('week')
    union all
    select * from views_of('month')
);

create table product_parts as
select
    *,
    content_dimension(page_path, content_type) as dimension,
    coalesce(page_path, content_type, 'all') as dimension_value
from (
    select * from product_views_of('day')
    union all
    select * from product_views_of('week')
    union all
    select * from product_views_of('month')
);

create table landing_parts as
select
    *,
    content_dimension(page_path, content_type) as dimension,
    coalesce(page_path, content_type, 'all') as dimension_value
from (
    select * from landings_of('day')
    union all
    select * from landings_of('week')
    union all
    select * from landings_of('month')
);

create table action_parts as
select
    *,
    content_dimension(page_path, content_type) as dimension,
    coalesce(page_path, content_type, 'all') as dimension_value
from (
    select * from actions_of('day')
    union all
    select * from actions_of('week')
    union all
    select * from actions_of('month')
);

create table web_content_metrics as
select
    period_grain,
    period_start,
    dimension,
    dimension_value,
    coalesce(content_page_views, 0) as content_page_views,
    coalesce(time_on_page_seconds, 0) as time_on_page_seconds,
    coalesce(timed_page_views, 0) as timed_page_views,
    coalesce(returning_product_seconds, 0) as returning_product_seconds,
    coalesce(returning_product_viewers, 0) as returning_product_viewers,
    coalesce(entrances, 0) as entrances,
    coalesce(exits, 0) as exits,
    coalesce(landing_conversions, 0) as landing_conversions,
    coalesce(landing_visitors, 0) as landing_visitors,
    coalesce(content_download_count, 0) as content_download_count,
    coalesce(content_leads, 0) as content_leads,
    quotient(time_on_page_seconds, timed_page_views) as avg_time_on_page_seconds,
    quotient(returning_product_seconds, returning_product_viewers)
        as avg_returning_product_seconds,
    percent(coalesce(exits, 0), content_page_views) as exit_rate,
    percent(coalesce(landing_conversions, 0), landing_visitors) as landing_conversion_rate
from view_parts
full join product_parts using (period_grain, period_start, dimension, dimension_value)
full join landing_parts using (period_grain, period_start, dimension, dimension_value)
full join action_parts using (period_grain, period_start, dimension, dimension_value);

-- Sessions as one query written by hand cuts and aggregates them, straight from the files: what
-- web_sessions says of a session without reference data, rejects, corrections, refreshes, goals and
-- bots. Reads the variable raw (a folder).
create or replace table sessions_by_hand as
with with_previous as (
    select
        *,
        lag(occurred_at) over (partition by visitor_id order by occurred_at, web_event_id)
            as previous_at
    from read_parquet(getvariable('raw') || '/web_events.parquet')
),

numbered as (
    select
        *,
        sum(case when occurred_at - previous_at <= interval 1800 seconds then 0 else 1 end) over (
            partition by visitor_id
            order by occurred_at, web_event_id
            rows unbounded preceding
        ) as session_number
    from with_previous
)

select
    visitor_id,
    session_number,
    min(web_event_id) as first_event_id,
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    count(*) filter (where event_name = 'page_view') as page_views,
    count(*) filter (where event_name not in ('page_view', 'scroll')) as actions,
    sum(engaged_seconds) as engaged_seconds,
    arg_min(page_url, (occurred_at, web_event_id)) as landing_page,
    arg_max(page_url, (occurred_at, web_event_id)) as exit_page,
    arg_min(utm_source, (occurred_at, web_event_id)) as source,
    arg_min(utm_medium, (occurred_at, web_event_id)) as medium,
    arg_min(utm_campaign, (occurred_at, web_event_id)) as campaign,
    arg_min(referrer, (occurred_at, web_event_id)) as referrer,
    arg_min(customer_id, (occurred_at, web_event_id)) as customer_id,
    arg_min(device_type, (occurred_at, web_event_id)) as device_type,
    arg_min(country, (occurred_at, web_event_id)) as country
from numbered
group by all;

-- The same cut, with the least that is still a table of sessions. Reads the variable raw (folder).
create or replace table bare_sessions_by_hand as
with with_previous as (
    select
        visitor_id,
        web_event_id,
        occurred_at,
        event_name,
        page_url,
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
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    count(*) filter (where event_name = 'page_view') as page_views,
    arg_min(page_url, (occurred_at, web_event_id)) as landing_page,
    arg_max(page_url, (occurred_at, web_event_id)) as exit_page
from numbered
group by all;

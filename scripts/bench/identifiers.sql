-- Rows with an identifier each: three in four are seen with one customer, one visitor in a hundred
-- with two, and one visitor, the kiosk, with many; some rows have a placeholder. Made as events.sql
-- is. Reads the variables identifiers and customers (how many), kiosk_customers and raw (a folder).

create or replace temp table identified as
with numbers as (
    select
        n,
        case when n % 13 < 10 then 'visitor' when n % 13 < 12 then 'device' else 'other' end
            as kind,
        (hash(n, 1) % getvariable('customers'))::bigint as customer,
        n % 13 < 10 and hash(n, 2) % 100 = 0 as is_shared,
        hash(n, 3) % 1000 < 760 as is_linked
    from range(getvariable('identifiers')) as numbers (n)
)

select kind, n, 'n' || n as identifier, null::bigint as customer, 'a' || n as row_id
from numbers
union all
select kind, n, 'n' || n, customer, 'b' || n
from numbers
where is_linked or is_shared
union all
select kind, n, 'n' || n, (customer + 1) % getvariable('customers'), 'c' || n
from numbers
where is_shared
union all
select 'visitor', n, 'kiosk', n, 'd' || n
from range(getvariable('kiosk_customers')) as numbers (n)
union all
select 'visitor', n, 'kiosk', null, 'e' || n
from range(getvariable('kiosk_customers')) as numbers (n)
union all
select 'visitor', n, ' NULL', null, 'f' || n
from range(getvariable('identifiers') // 1000) as numbers (n);

create or replace temp macro in_year(n) as
    timestamp '2025-01-01' + to_seconds((hash(n, 9) % 31000000)::bigint);

copy (
    select
        row_id as session_id,
        identifier as visitor_id,
        'c' || customer as customer_id,
        in_year(row_id) as started_at,
        in_year(row_id) + interval 5 minutes as ended_at,
        3 as page_views
    from identified
    where kind = 'visitor'
) to (getvariable('raw') || '/sessions.parquet') (format parquet);

copy (
    select
        row_id as app_session_id,
        identifier as device_id,
        'c' || customer as customer_id,
        in_year(row_id) as started_at
    from identified
    where kind = 'device'
) to (getvariable('raw') || '/app_sessions.parquet') (format parquet);

copy (
    select
        row_id as registration_id,
        'l1' as live_event_id,
        identifier as contact_id,
        'c' || customer as customer_id,
        in_year(row_id) as registered_at
    from identified
    where kind = 'other' and n % 2 = 0
) to (getvariable('raw') || '/event_registrations.parquet') (format parquet);

copy (
    select 'l1' as live_event_id, timestamp '2025-12-31 18:00:00' as starts_at
) to (getvariable('raw') || '/live_events.parquet') (format parquet);

copy (
    select
        row_id as comment_id,
        'facebook' as platform,
        identifier as author_id,
        'c' || customer as customer_id,
        in_year(row_id) as commented_at
    from identified
    where kind = 'other' and n % 2 = 1
) to (getvariable('raw') || '/social_comments.parquet') (format parquet);

copy (
    select
        'c' || n as customer_id,
        timestamp '2024-06-01' as created_at
    from range(getvariable('customers')) as numbers (n)
) to (getvariable('raw') || '/customers.parquet') (format parquet);

-- Who stands behind an identifier and behind a row, straight from the files: the customer of the
-- row, else the only customer of its identifier, else the identifier. Without overrides, and where
-- rows are no events of a session. Reads the variables raw and reference (folders).

create table rows_by_hand as
with raw_rows as (
    select
        'web_sessions' as fact, session_id as row_id, 'visitor' as kind,
        visitor_id as bare, visitor_id as identifier, customer_id
    from read_parquet(getvariable('raw') || '/sessions.parquet')
    union all
    select 'app_sessions', app_session_id, 'device', device_id, device_id, customer_id
    from read_parquet(getvariable('raw') || '/app_sessions.parquet')
    union all
    select
        'event_registrations', registration_id, 'contact', contact_id, contact_id, customer_id
    from read_parquet(getvariable('raw') || '/event_registrations.parquet')
    union all
    select
        'social_comments', comment_id, 'author', author_id, platform || ':' || author_id,
        customer_id
    from read_parquet(getvariable('raw') || '/social_comments.parquet')
)

select * exclude (bare) replace (
    case
        when lower(trim(bare)) not in (
            select identifier from read_csv(getvariable('reference') || '/junk_identifiers.csv')
        ) then identifier
    end as identifier
)
from raw_rows;

create table identifiers_by_hand as
select
    kind,
    identifier,
    case
        when count(distinct customer_id) = 1 then 'customer:' || min(customer_id)
        else kind || ':' || identifier
    end as person_id,
    count(distinct customer_id) as customers_seen,
    count(*) as rows
from rows_by_hand
where identifier is not null
group by kind, identifier;

create table persons_by_hand as
select
    rows_by_hand.fact,
    rows_by_hand.row_id,
    coalesce('customer:' || rows_by_hand.customer_id, identifiers_by_hand.person_id) as person_id
from rows_by_hand
left join identifiers_by_hand using (kind, identifier);

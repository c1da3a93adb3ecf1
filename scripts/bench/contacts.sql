-- What the customers of events.sql do on all other channels, made in the same way. Some do much and
-- most do little. Reads the variables contacts (about how many rows), customers and raw.

create or replace temp macro of_customer(n, salt) as
    'c' || ((hash(n, salt) % 1000000) * (hash(n, salt) % 1000000) // 1000000
    * getvariable('customers') // 1000000);

create or replace temp macro in_year(n, salt) as
    timestamp '2025-01-01' + to_seconds((hash(n, salt) % 31000000)::bigint);

-- Twelve newsletters to the same readers.
create or replace temp table messages as
select
    n,
    'm' || n as message_id,
    'e' || n % 12 as campaign_id,
    'c' || (n // 12) % getvariable('customers') as customer_id,
    timestamp '2025-01-05 08:00:00' + to_days((n % 12 * 30)::int) as sent_at,
    hash(n, 1) % 100 as kind
from range(getvariable('contacts') * 35 // 100) as numbers (n);

copy (
    select
        'e' || n as campaign_id,
        'newsletter ' || n as name,
        'newsletter' as email_type,
        'monthly' as cadence
    from range(12) as numbers (n)
) to (getvariable('raw') || '/email_campaigns.parquet') (format parquet);

copy (
    select
        message_id || event_type as email_event_id,
        message_id,
        campaign_id,
        customer_id,
        event_type,
        occurred_at
    from (
        select *, 'delivered' as event_type, sent_at as occurred_at
        from messages
        union all
        select *, 'opened' as event_type, sent_at + to_minutes((hash(n, 2) % 4000)::int)
        from messages
        where kind < 40
        union all
        select *, 'clicked' as event_type, sent_at + to_minutes((hash(n, 2) % 4000 + 1)::int)
        from messages
        where kind < 8
        union all
        select *, 'unsubscribed' as event_type, sent_at + to_minutes(5000)
        from messages
        where kind = 99 and n % 4 = 0
    )
) to (getvariable('raw') || '/email_events.parquet') (format parquet);

-- Every third customer has the app on a device.
copy (
    select
        'i' || n as install_id,
        'd' || n as device_id,
        case when n % 2 = 0 then 'c' || n * 3 end as customer_id,
        ['ios', 'android'][n % 2 + 1] as platform,
        in_year(n, 1) as installed_at,
        case when n % 10 = 0 then in_year(n, 1) + interval 5 days end as uninstalled_at
    from range(getvariable('customers') // 3) as numbers (n)
) to (getvariable('raw') || '/app_installs.parquet') (format parquet);

copy (
    select
        'a' || n as app_session_id,
        'd' || device as device_id,
        case when hash(n, 2) % 4 = 0 then 'c' || device * 3 end as customer_id,
        in_year(n, 3) as started_at,
        in_year(n, 3) + to_seconds((hash(n, 4) % 900)::bigint) as ended_at,
        ['ios', 'android'][device % 2 + 1] as platform
    from (
        select n, (hash(n, 1) % greatest(1, getvariable('customers') // 3))::bigint as device
        from range(getvariable('contacts') // 5) as numbers (n)
    )
) to (getvariable('raw') || '/app_sessions.parquet') (format parquet);

copy (
    select
        'p' || n as notification_id,
        'd' || hash(n, 1) % greatest(1, getvariable('customers') // 3) as device_id,
        'news' as campaign,
        in_year(n, 2) as sent_at,
        in_year(n, 2) + interval 2 seconds as delivered_at,
        case when hash(n, 3) % 10 = 0 then in_year(n, 2) + interval 9 minutes end as opened_at
    from range(getvariable('contacts') // 10) as numbers (n)
) to (getvariable('raw') || '/push_notifications.parquet') (format parquet);

copy (
    select
        't' || n as ticket_id,
        of_customer(n, 1) as customer_id,
        ['email', 'live_chat', 'phone'][n % 3 + 1] as support_channel,
        case when hash(n, 2) % 10 = 0 then 'open' else 'solved' end as status,
        in_year(n, 3) as created_at,
        case when hash(n, 2) % 10 > 0 then in_year(n, 3) + interval 20 hours end as solved_at,
        case when hash(n, 4) % 15 = 0 then 1 else 0 end as reopens
    from range(getvariable('contacts') // 50) as numbers (n)
) to (getvariable('raw') || '/support_tickets.parquet') (format parquet);

copy (
    select
        's' || n as message_id,
        't' || n // 3 as ticket_id,
        ['customer', 'agent', 'customer'][n % 3 + 1] as sender_type,
        in_year(n // 3, 3) + to_hours((n % 3 * 3)::int) as sent_at
    from range(getvariable('contacts') // 50 * 3) as numbers (n)
) to (getvariable('raw') || '/support_messages.parquet') (format parquet);

copy (
    select
        'q' || n as response_id,
        ['nps', 'csat', 'ces'][n % 3 + 1] as survey_type,
        of_customer(n, 1) as customer_id,
        'commerce' as channel,
        in_year(n, 2) as invited_at,
        case when hash(n, 3) % 3 = 0 then in_year(n, 2) + interval 1 day end as responded_at,
        case
            when hash(n, 3) % 3 = 0 then (hash(n, 4) % case when n % 3 = 0 then 11 else 5 end)
                + case when n % 3 = 0 then 0 else 1 end
        end as score
    from range(getvariable('contacts') // 30) as numbers (n)
) to (getvariable('raw') || '/survey_responses.parquet') (format parquet);

copy (
    select
        'l' || n as live_event_id,
        'evening ' || n as name,
        ['online', 'in_person'][n % 2 + 1] as format,
        timestamp '2025-01-09 18:00:00' + to_days((n * 7)::int) as starts_at,
        timestamp '2025-01-09 20:00:00' + to_days((n * 7)::int) as ends_at
    from range(50) as numbers (n)
) to (getvariable('raw') || '/live_events.parquet') (format parquet);

copy (
    select
        'r' || n as registration_id,
        'l' || n % 50 as live_event_id,
        case when hash(n, 1) % 3 = 0 then of_customer(n // 2, 2) end as customer_id,
        'k' || n // 2 as contact_id,
        timestamp '2025-01-05 10:00:00' + to_days((n % 50 * 7)::int) as registered_at,
        case
            when hash(n, 3) % 2 = 0
                then timestamp '2025-01-09 17:50:00' + to_days((n % 50 * 7)::int)
        end as checked_in_at
    from range(getvariable('contacts') // 60) as numbers (n)
) to (getvariable('raw') || '/event_registrations.parquet') (format parquet);

copy (
    select
        'b' || n as post_id,
        ['facebook', 'instagram'][n % 2 + 1] as platform,
        'shop' as account_id,
        timestamp '2025-01-01 12:00:00' + to_days(n::int) as published_at,
        timestamp '2025-01-08 12:00:00' + to_days(n::int) as captured_at,
        1000 as impressions,
        50 as likes,
        9 as comments
    from range(350) as numbers (n)
) to (getvariable('raw') || '/social_posts.parquet') (format parquet);

copy (
    select
        'h' || n as comment_id,
        'b' || n % 350 as post_id,
        ['facebook', 'instagram'][n % 350 % 2 + 1] as platform,
        'u' || n // 3 as author_id,
        case when hash(n, 1) % 9 = 0 then of_customer(n // 3, 2) end as customer_id,
        timestamp '2025-01-02 09:00:00' + to_days((n % 350)::int) as commented_at,
        ['positive', 'question', 'negative', 'neutral'][(hash(n, 3) % 4 + 1)::int] as sentiment,
        false as is_brand_reply
    from range(getvariable('contacts') // 30) as numbers (n)
) to (getvariable('raw') || '/social_comments.parquet') (format parquet);

copy (
    select
        'z' || n as mention_id,
        'instagram' as platform,
        'u' || hash(n, 1) % 100000 as author_id,
        in_year(n, 2) as mentioned_at,
        'mention' as kind,
        ['positive', 'negative', 'neutral'][n % 3 + 1] as sentiment
    from range(getvariable('contacts') // 100) as numbers (n)
) to (getvariable('raw') || '/social_mentions.parquet') (format parquet);

copy (
    select
        'g' || n as subscription_id,
        'c' || n * 5 as customer_id,
        ['basic', 'plus'][n % 2 + 1] as plan,
        timestamp '2025-01-01' + to_days((hash(n) % 300)::int) as started_at,
        9.90 as monthly_amount,
        'EUR' as currency
    from range(getvariable('customers') // 5) as numbers (n)
) to (getvariable('raw') || '/subscriptions.parquet') (format parquet);

copy (
    select
        'f' || order_id as refund_id,
        order_id,
        ordered_at + interval 9 days as refunded_at,
        amount
    from read_parquet(getvariable('raw') || '/orders.parquet')
    where
        status = 'completed'
        and amount > 0
        and ordered_at < timestamp '2025-12-15'
        and hash(order_id) % 25 = 0
) to (getvariable('raw') || '/refunds.parquet') (format parquet);

copy (
    select
        'w' || n as review_id,
        of_customer(n, 1) as customer_id,
        'product ' || n % 200 as product_id,
        'site' as channel,
        in_year(n, 2) as reviewed_at,
        (hash(n, 3) % 5 + 1)::int as rating
    from range(getvariable('contacts') // 50) as numbers (n)
) to (getvariable('raw') || '/reviews.parquet') (format parquet);

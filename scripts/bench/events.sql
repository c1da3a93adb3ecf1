-- Web events of a made-up shop, and the customers and orders behind some of them. Every value is a
-- hash of the row's number, so that the same number of events is the same data on every machine.
-- Reads the variables events and customers (how many) and raw (folder to write into).

copy (
    with bursts as (
        -- Five events in a row are one visit: the same visitor, seconds to minutes apart.
        select
            n,
            hash(n, 1) % 100 as kind,
            hash(n, 2) as page,
            hash(n, 3) as detail,
            hash(n // 5, 4) as visit,
            hash(n // 5, 4) % (getvariable('events') // 12) as visitor,
            n % 5 = 0 as is_first,
            timestamp '2025-01-01'
            + to_seconds((hash(n // 5, 5) % 31536000 + (n % 5) * (hash(n, 6) % 400))::bigint)
                as occurred_at
        from range(getvariable('events')) as numbers (n)
    )
    select
        'e' || lpad(n::varchar, 10, '0') as web_event_id,
        'v' || visitor as visitor_id,
        null::varchar as session_id,
        -- Every second visitor is a customer, who logs in at every third visit.
        case
            when visitor % 2 = 0 and visit % 3 = 0
                then 'c' || (visitor // 2) % getvariable('customers')
        end as customer_id,
        occurred_at,
        case
            when kind < 88 then 'page_view'
            when kind < 93 then 'cta_click'
            when kind < 94 then 'download'
            when kind < 96 then 'scroll'
            when kind < 98 then 'add_to_cart'
            else 'purchase'
        end as event_name,
        'https://shop.example/'
        || case
            when page % 10 < 4 then 'product/' || page % 200
            when page % 10 < 8 then 'blog/' || page % 100
            else ''
        end
        || case when page % 7 = 0 then '?ref=x' else '' end as page_url,
        null::varchar as page_path,
        case
            when page % 10 < 4 then 'product'
            when page % 10 < 8 then 'blog'
            else 'landing'
        end as content_type,
        null::varchar as content_id,
        case when kind >= 98 then 'o' || n end as order_id,
        case when detail % 50 = 0 then true end as contact_captured,
        (detail % 60)::double as engaged_seconds,
        case
            when is_first and visit % 3 = 0 then 'https://www.google.com/'
            when is_first and visit % 3 = 1 then 'https://facebook.com/x'
        end as referrer,
        case when is_first and visit % 11 = 0 then 'newsletter' end as utm_source,
        case when is_first and visit % 11 = 0 then 'email' end as utm_medium,
        case when is_first and visit % 11 = 0 then 'spring' end as utm_campaign,
        ['desktop', 'mobile', 'tablet'][(visit % 3 + 1)::int] as device_type,
        ['DE', 'FR', 'CN', 'RU', 'US'][(visit % 5 + 1)::int] as country,
        case
            when visit % 50 = 0 then 'Mozilla/5.0 (compatible; Googlebot/2.1)'
            else 'Mozilla/5.0 (X11; Linux x86_64) Chrome/' || visit % 40
        end as user_agent
    from bursts
) to (getvariable('raw') || '/web_events.parquet') (format parquet);

copy (
    select
        'c' || n as customer_id,
        timestamp '2024-06-01' + to_days((hash(n) % 200)::int) as created_at,
        'c' || n || '@example.com' as email,
        1940 + (hash(n, 4) % 65)::int as birth_year,
        ['DE', 'FR', 'US'][(hash(n, 1) % 3 + 1)::int] as country,
        case when hash(n, 2) % 20 = 0 and n > 0 then 'c' || hash(n, 3) % n end
            as referred_by_customer_id
    from range(getvariable('customers')) as numbers (n)
) to (getvariable('raw') || '/customers.parquet') (format parquet);

-- Four orders for each customer, of some more and of some none.
copy (
    select
        'o' || n as order_id,
        'c' || hash(n, 1) % getvariable('customers') as customer_id,
        timestamp '2025-01-01' + to_hours((hash(n, 2) % 8760)::int) as ordered_at,
        case when hash(n, 4) % 20 = 0 then 'cancelled' else 'completed' end as status,
        ((hash(n, 3) % 20000) / 100)::decimal(10, 2) as amount,
        'EUR' as currency
    from range(4 * getvariable('customers')) as numbers (n)
) to (getvariable('raw') || '/orders.parquet') (format parquet);

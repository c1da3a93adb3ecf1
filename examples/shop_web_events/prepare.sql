-- From a shop's event stream to the contract's web_events, without the vendor's sessions: see
-- README.md. Reads the variable shop_web_events (a CSV file) and writes into the folders raw and
-- vendor_sessions.

create temp table shop_events as
select
    -- In the order of the file, which tells events of the same second apart.
    'E-' || lpad(cast(row_number() over () as varchar), 5, '0') as web_event_id,
    *
from read_csv(getvariable('shop_web_events'));

copy (
    with pages (event, content_type, page_path) as (
        values
            ('home', 'home', '/home'),
            ('account_page', 'account', '/account_page'),
            ('cart', 'checkout', '/cart'),
            ('shipping_details', 'checkout', '/shipping_details'),
            ('payment_details', 'checkout', '/payment_details'),
            -- Many pages each, and the file does not say which: one path for all would make
            -- refreshes of quick looks at different products.
            ('catalog', 'catalog', null),
            ('compare', 'compare', null),
            ('error_page', 'error', null),
            ('filter_results', 'filter_results', null),
            ('product_view', 'product', null),
            ('promo_page', 'landing', null),
            ('review_page', 'review', null),
            ('search', 'search', null)
    )

    select
        shop_events.web_event_id,
        shop_events.user_id as visitor_id,
        shop_events.timestamp as occurred_at,
        case when pages.event is not null then 'page_view' else shop_events.event end
            as event_name,
        pages.page_path,
        pages.content_type,
        shop_events.platform as device_type
    from shop_events
    left join pages
        on shop_events.event = pages.event
    order by shop_events.web_event_id
) to (getvariable('raw') || '/web_events.csv') (format csv, header);

-- Not for the warehouse: to compare its sessions with.
copy (
    select
        web_event_id,
        session_id as vendor_session_id
    from shop_events
    order by web_event_id
) to (getvariable('vendor_sessions') || '/vendor_sessions.csv') (format csv, header);

with

events as (

    select * from {{ ref("snowplow_events") }}

),

final as (

    select
        {{ own_id("event_id") }} as web_event_id,
        {{ own_id("visitor_id") }} as visitor_id,
        {{ own_id("domain_sessionid") }} as session_id,
        {{ id_of("user_id", "snowplow", "customer_id_of") }} as customer_id,
        occurred_at,
        case
            when event_name = 'page_ping' then 'heartbeat'
            when event_name = 'link_click' then 'click'
            when event = 'struct' then coalesce(se_action, event_name)
            else event_name
        end as event_name,
        page_url,
        page_urlpath as page_path,
        {{ id_of("order_id", "snowplow", "order_id_of") }} as order_id,
        page_referrer as referrer,
        mkt_source as utm_source,
        mkt_medium as utm_medium,
        mkt_campaign as utm_campaign,
        case
            when device_class in ('desktop', 'mobile', 'tablet') then device_class
            when device_class = 'computer' then 'desktop'
            when device_class = 'phone' then 'mobile'
            when device_class <> 'unknown' then 'other'
        end as device_type,
        {{ country_code("geo_country") }} as country,
        useragent as user_agent,
        spider_or_robot as is_bot,
        app_id as site,
        brand,
        _loaded_at,
        _is_deleted as is_deleted
    from events
    where visitor_id is not null

)

select * from final

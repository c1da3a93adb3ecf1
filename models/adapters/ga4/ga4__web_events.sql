with

-- Without consent there is no visitor: a test says how many such rows are left out.
events as (

    select
        *,
        {{ url_parameter("page_location", "utm_source") }} as url_source,
        {{ url_parameter("page_location", "utm_medium") }} as url_medium,
        {{ url_parameter("page_location", "utm_campaign") }} as url_campaign,
        coalesce(gclid, {{ url_parameter("page_location", "gclid") }}) as click_id
    from {{ ref("ga4_events") }}
    where
        {{ is_ga4_web() }}
        and user_pseudo_id is not null

),

-- All three tags of an event come from one place. The export's traffic_source is none: it is where
-- the visitor came from at their first visit ever.
tagged as (

    select
        *,
        case
            when coalesce(manual_source, manual_medium) is not null then 'collected'
            when coalesce(param_source, param_medium) is not null then 'parameters'
            when coalesce(url_source, url_medium) is not null then 'address'
            when click_id is not null then 'click'
        end as tags_from
    from events

),

final as (

    select
        {{ own_id("event_id") }} as web_event_id,
        {{ own_id("user_pseudo_id") }} as visitor_id,
        -- ga_session_id is a second of the clock: two visitors may share one.
        {{ own_id("user_pseudo_id || '.' || ga_session_id") }} as session_id,
        {{ id_of("user_id", "ga4", "customer_id_of") }} as customer_id,
        occurred_at,
        event_name,
        page_location as page_url,
        content_group as content_type,
        content_id,
        {{ id_of("transaction_id", "ga4", "order_id_of") }} as order_id,
        case when event_name = 'generate_lead' then 'true' end as contact_captured,
        {{ seconds_of_milliseconds("engagement_time_msec") }} as engaged_seconds,
        page_referrer as referrer,
        case tags_from
            when 'collected' then manual_source
            when 'parameters' then param_source
            when 'address' then url_source
            when 'click' then 'google'
        end as utm_source,
        case tags_from
            when 'collected' then manual_medium
            when 'parameters' then param_medium
            when 'address' then url_medium
            when 'click' then 'cpc'
        end as utm_medium,
        case tags_from
            when 'collected' then manual_campaign
            when 'parameters' then param_campaign
            when 'address' then url_campaign
        end as utm_campaign,
        case
            when device_category in ('desktop', 'mobile', 'tablet') then device_category
            when device_category is not null then 'other'
        end as device_type,
        {{ country_code("country") }} as country,
        hostname as site,
        brand,
        _loaded_at,
        _is_deleted as is_deleted
    from tagged

)

select * from final

{%- set vendor = "contexts_com_snowplowanalytics_snowplow_" -%}

with

events as (

    {{ source_rows(
        "snowplow",
        "events",
        [
            "event_id",
            "platform",
            "app_id",
            "event",
            "event_name",
            "se_action",
            "derived_tstamp",
            "collector_tstamp",
            "load_tstamp",
            "domain_userid",
            "network_userid",
            "domain_sessionid",
            "user_id",
            "page_url",
            "page_urlpath",
            "page_referrer",
            "mkt_source",
            "mkt_medium",
            "mkt_campaign",
            "useragent",
            "dvce_type",
            "geo_country",
            "tr_orderid",
            snowplow_context(
                "transaction_id",
                vendor ~ "ecommerce_transaction",
                "transaction_id",
                "transaction_id",
            ),
            snowplow_context(
                "device_class", "contexts_nl_basjes_yauaa_context", "deviceClass", "device_class"
            ),
            snowplow_context(
                "spider_or_robot",
                "contexts_com_iab_snowplow_spiders_and_robots",
                "spiderOrRobot",
                "spider_or_robot",
            ),
        ],
        required=["event_id", "collector_tstamp", "domain_userid"],
    ) }}

),

-- A repeated event_id is the same event, sent again: the one that arrived first counts. What a
-- visitor said about consent is no action of theirs on the site.
final as (

    select
        connection,
        brand,
        event_id,
        app_id,
        event,
        coalesce(event_name, event) as event_name,
        se_action,
        coalesce(derived_tstamp, collector_tstamp) as occurred_at,
        {{ snowplow_visitor() }} as visitor_id,
        domain_sessionid,
        user_id,
        page_url,
        page_urlpath,
        page_referrer,
        mkt_source,
        mkt_medium,
        mkt_campaign,
        useragent,
        lower(coalesce(device_class, dvce_type)) as device_class,
        geo_country,
        coalesce(tr_orderid, transaction_id) as order_id,
        spider_or_robot,
        coalesce(load_tstamp, collector_tstamp) as _loaded_at,
        _is_deleted
    from events
    where
        coalesce(platform, 'web') = 'web'
        and coalesce(event_name, event, '') not in ('consent_preferences', 'cmp_visible')
    qualify
        row_number() over (
            partition by connection, event_id order by collector_tstamp, derived_tstamp
        ) = 1

)

select * from final

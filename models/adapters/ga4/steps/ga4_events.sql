with

exported as (

    {{ source_rows(
        "ga4",
        "events",
        [
            "_fivetran_id",
            ["event_timestamp", "timestamp"],
            ["event_name", "name"],
            ["event_bundle_sequence_id", "bundle_sequence_id"],
            "batch_event_index",
            "batch_page_id",
            "batch_ordering_id",
            "stream_id",
            "platform",
            ["user_pseudo_id", "client_id"],
            "user_id",
            ["device_category", "device.category"],
            ["event_dimensions_hostname", "device.web_info.hostname"],
            ["geo_country", "geo.country"],
            ["app_info_version", "app_info.version"],
            ["ecommerce_transaction_id", "ecommerce.transaction_id"],
            ["traffic_source_source", "traffic_source.source"],
            [
                "collected_traffic_source_manual_source",
                "collected_traffic_source.manual_source",
            ],
            [
                "collected_traffic_source_manual_medium",
                "collected_traffic_source.manual_medium",
            ],
            [
                "collected_traffic_source_manual_campaign_name",
                "collected_traffic_source.manual_campaign_name",
            ],
            ["collected_traffic_source_gclid", "collected_traffic_source.gclid"],
            "event_params",
            "param_ga_session_id",
            "param_page_location",
            "param_page_referrer",
            "param_content_group",
            "param_content_id",
            "param_transaction_id",
            "param_engagement_time_msec",
            "param_source",
            "param_medium",
            "param_campaign",
            "param_gclid",
        ],
        required=["event_timestamp", "event_name", "user_pseudo_id"],
    ) }}

),

with_pairs as (

    select
        *,
        {{ key_values("event_params") }} as pairs
    from exported

),

events as (

    select
        *,
        {{ ga4_parameter("ga_session_id") }} as ga_session_id,
        {{ ga4_parameter("page_location") }} as page_location,
        {{ ga4_parameter("page_referrer") }} as page_referrer,
        {{ ga4_parameter("content_group") }} as content_group,
        {{ ga4_parameter("content_id") }} as content_id,
        {{ ga4_parameter("transaction_id") }} as transaction_id,
        {{ ga4_parameter("engagement_time_msec") }} as engagement_time_msec,
        {{ ga4_parameter("source") }} as source,
        {{ ga4_parameter("medium") }} as medium,
        {{ ga4_parameter("campaign") }} as campaign,
        {{ ga4_parameter("gclid") }} as gclid
    from with_pairs

),

final as (

    select
        connection,
        brand,
        coalesce(_fivetran_id, {{ ga4_event_id() }}) as event_id,
        user_pseudo_id,
        user_id,
        lower(platform) as platform,
        event_timestamp,
        {{ timestamp_of_microseconds("event_timestamp") }} as occurred_at,
        event_name,
        ga_session_id,
        page_location,
        page_referrer,
        {{ ga4_text("content_group") }} as content_group,
        {{ ga4_text("content_id") }} as content_id,
        coalesce(
            {{ ga4_text("ecommerce_transaction_id") }}, {{ ga4_text("transaction_id") }}
        ) as transaction_id,
        engagement_time_msec,
        {{ ga4_text("collected_traffic_source_manual_source") }} as manual_source,
        {{ ga4_text("collected_traffic_source_manual_medium") }} as manual_medium,
        {{ ga4_text("collected_traffic_source_manual_campaign_name") }} as manual_campaign,
        {{ ga4_text("source") }} as param_source,
        {{ ga4_text("medium") }} as param_medium,
        {{ ga4_text("campaign") }} as param_campaign,
        coalesce(collected_traffic_source_gclid, gclid) as gclid,
        {{ ga4_text("traffic_source_source") }} as first_source,
        lower(device_category) as device_category,
        event_dimensions_hostname as hostname,
        {{ ga4_text("geo_country") }} as country,
        app_info_version as app_version,
        _loaded_at,
        _is_deleted
    from events

)

select * from final

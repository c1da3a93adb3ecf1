{#- What identifies an event of the export beside its parameters; and the parameters we read. -#}
{%- set identity = [
    "stream_id", "user_pseudo_id", "event_timestamp", "event_name", "event_bundle_sequence_id",
    "batch_event_index", "batch_page_id", "batch_ordering_id",
] -%}
{%- set parameters = [
    "ga_session_id", "page_location", "page_referrer", "content_group", "content_id",
    "transaction_id", "engagement_time_msec", "source", "medium", "campaign", "gclid",
] -%}
{%- set manual = "collected_traffic_source_manual_" -%}

with

-- The export of the vendor: nested, one table per day.
exported as (

    {{ source_rows(
        "ga4",
        "events",
        [
            "event_timestamp", "event_name", "event_params", "event_bundle_sequence_id",
            "batch_event_index", "batch_page_id", "batch_ordering_id", "stream_id", "platform",
            ["user_pseudo_id", "client_id"], "user_id", "device", "geo", "app_info", "ecommerce",
            "traffic_source", "collected_traffic_source",
        ],
        required=["event_timestamp", "event_name", "user_pseudo_id"],
    ) }}

),

-- The same as Fivetran flattens it.
flattened as (

    {{ source_rows(
        "ga4",
        "event",
        [
            "_fivetran_id", "timestamp", "name", "stream_id", "platform", "user_pseudo_id",
            "user_id", "device_category", "event_dimensions_hostname", "geo_country",
            "app_info_version",
            "ecommerce_transaction_id", "traffic_source_source", manual ~ "source",
            manual ~ "medium", manual ~ "campaign_name", "collected_traffic_source_gclid",
            "param_ga_session_id", "param_page_location", "param_page_referrer",
            "param_content_group", "param_content_id", "param_transaction_id",
            "param_engagement_time_msec", "param_source", "param_medium", "param_campaign",
            "param_gclid",
        ],
        required=["_fivetran_id", "timestamp", "name", "user_pseudo_id"],
    ) }}

),

with_parameters as (

    select
        *,
        {{ key_values("event_params") }} as parameters
    from exported

),

events as (

    select
        connection,
        brand,
        -- The export has no id of an event: rows that agree in all of this are one.
        md5(
            {%- for column in identity %}
            coalesce({{ column }}, '') || '|' ||
            {%- endfor %}
            coalesce(cast(parameters as {{ dbt.type_string() }}), '')
        ) as event_id,
        user_pseudo_id,
        user_id,
        lower(platform) as platform,
        event_timestamp,
        {{ timestamp_of_microseconds("event_timestamp") }} as occurred_at,
        event_name,
        {%- for name in parameters %}
        {{ value_of_key("parameters", name) }} as param_{{ name }},
        {%- endfor %}
        {{ json_text("ecommerce", "transaction_id") }} as transaction_id,
        {{ json_text("collected_traffic_source", "manual_source") }} as manual_source,
        {{ json_text("collected_traffic_source", "manual_medium") }} as manual_medium,
        {{ json_text("collected_traffic_source", "manual_campaign_name") }} as manual_campaign,
        {{ json_text("collected_traffic_source", "gclid") }} as gclid,
        {{ json_text("traffic_source", "source") }} as first_source,
        {{ json_text("device", "category") }} as device_category,
        {{ json_text("device", "web_info.hostname") }} as hostname,
        {{ json_text("geo", "country") }} as country,
        {{ json_text("app_info", "version") }} as app_version,
        _loaded_at,
        _is_deleted
    from with_parameters

    union all

    select
        connection,
        brand,
        _fivetran_id as event_id,
        user_pseudo_id,
        user_id,
        lower(platform) as platform,
        timestamp as event_timestamp,
        timestamp as occurred_at,
        name as event_name,
        {%- for name in parameters %}
        param_{{ name }},
        {%- endfor %}
        ecommerce_transaction_id as transaction_id,
        {{ manual }}source as manual_source,
        {{ manual }}medium as manual_medium,
        {{ manual }}campaign_name as manual_campaign,
        collected_traffic_source_gclid as gclid,
        traffic_source_source as first_source,
        device_category,
        event_dimensions_hostname as hostname,
        geo_country as country,
        app_info_version as app_version,
        _loaded_at,
        _is_deleted
    from flattened

),

final as (

    select
        connection,
        brand,
        event_id,
        user_pseudo_id,
        user_id,
        platform,
        event_timestamp,
        occurred_at,
        event_name,
        param_ga_session_id as ga_session_id,
        param_page_location as page_location,
        param_page_referrer as page_referrer,
        {{ ga4_text("param_content_group") }} as content_group,
        {{ ga4_text("param_content_id") }} as content_id,
        coalesce(
            {{ ga4_text("transaction_id") }}, {{ ga4_text("param_transaction_id") }}
        ) as transaction_id,
        param_engagement_time_msec as engagement_time_msec,
        {{ ga4_text("manual_source") }} as manual_source,
        {{ ga4_text("manual_medium") }} as manual_medium,
        {{ ga4_text("manual_campaign") }} as manual_campaign,
        {{ ga4_text("param_source") }} as param_source,
        {{ ga4_text("param_medium") }} as param_medium,
        {{ ga4_text("param_campaign") }} as param_campaign,
        coalesce(gclid, param_gclid) as gclid,
        {{ ga4_text("first_source") }} as first_source,
        lower(device_category) as device_category,
        hostname,
        {{ ga4_text("country") }} as country,
        app_version,
        _loaded_at,
        _is_deleted
    from events

)

select * from final

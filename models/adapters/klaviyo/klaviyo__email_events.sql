with

events as (

    {{ source_rows(
        "klaviyo",
        "event",
        [
            "id",
            "person_id",
            "campaign_id",
            "flow_id",
            "flow_message_id",
            ["timestamp", "datetime"],
            "metric_id",
            "type",
            ["_variation", "variation"],
            ["property_url", "propertyurl"],
            ["property_bounce_type", "propertybouncetype"],
            ["property_client_type", "propertyclienttype"],
            ["property_machine_open", "propertymachineopen"],
        ],
        required=["id", "person_id", "timestamp"],
        expected=["campaign_id", "flow_message_id", "_loaded_at"],
    ) }}

),

metrics as (

    {{ source_rows(
        "klaviyo", "metric", ["id", "name"], required=["id", "name"], latest_by=["id"]
    ) }}

),

-- Of a person, all rows name one customer.
people as (

    select
        connection,
        id,
        max(customer_id) as customer_id
    from {{ ref("klaviyo_people") }}
    group by
        connection,
        id

),

typed as (

    select
        events.*,
        coalesce(events.campaign_id, events.flow_message_id) as sent_as,
        case lower(coalesce(events.type, metrics.name))
            when 'received email' then 'delivered'
            when 'bounced email' then 'bounced'
            when 'opened email' then 'opened'
            when 'clicked email' then 'clicked'
            when 'unsubscribed' then 'unsubscribed'
            when 'unsubscribed from email marketing' then 'unsubscribed'
            when 'marked email as spam' then 'complained'
        end as event_type
    from events
    left join metrics
        on
            events.connection = metrics.connection
            and events.metric_id = metrics.id

),

-- A message has no id, and a flow sends the same one again: it is the last that came to the person
-- up to the event.
sent as (

    select
        *,
        max(case
            when event_type in ('delivered', 'bounced') and not {{ is_true("_is_deleted") }}
                then timestamp
        end) over (
            partition by connection, person_id, sent_as order by timestamp
        ) as sent_at
    from typed
    where event_type is not null

),

final as (

    select
        sent.connection || ':' || sent.id as email_event_id,
        sent.connection || ':' || coalesce(sent.sent_as, '') || ':' || sent.person_id || ':'
        || coalesce(sent.sent_at, '') as message_id,
        sent.connection || ':' || coalesce(sent.campaign_id, sent.flow_id) as campaign_id,
        coalesce(
            people.customer_id, sent.connection || ':' || sent.person_id
        ) as customer_id,
        sent.event_type,
        sent.timestamp as occurred_at,
        lower(sent.property_bounce_type) as bounce_type,
        sent.property_url as link_url,
        case
            when
                {{ is_true("sent.property_machine_open") }}
                or lower(sent.property_client_type) like '%privacy%'
                then 'true'
        end as is_machine,
        sent._variation as variant,
        sent.brand,
        sent._loaded_at,
        sent._is_deleted as is_deleted
    from sent
    left join people
        on
            sent.connection = people.connection
            and sent.person_id = people.id

)

select * from final

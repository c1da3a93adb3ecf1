with

events as (

    {{ source_rows(
        "hubspot",
        "email_event",
        [
            "id", "type", "created", "sent_by_id", "email_campaign_id", "recipient",
            "filtered_event",
        ],
        required=["id", "type", "created", "sent_by_id"],
    ) }}

),

-- What only some kinds of events have stands in tables of their own, under the same id.
bounces as (

    {{ source_rows(
        "hubspot", "email_event_bounce", ["id", "category"], required=["id"], latest_by=["id"]
    ) }}

),

clicks as (

    {{ source_rows(
        "hubspot", "email_event_click", ["id", "url"], required=["id"], latest_by=["id"]
    ) }}

),

status_changes as (

    {{ source_rows(
        "hubspot",
        "email_event_status_change",
        ["id", "portal_subscription_status"],
        required=["id"],
        latest_by=["id"],
    ) }}

),

contacts as (

    select * from {{ ref("hubspot_contacts") }}

),

-- A recipient is an address. If several contacts have it, the one that is not gone counts.
readers as (

    select
        connection,
        lower(email) as recipient,
        coalesce(
            min(survivor_id) filter (where not {{ is_true("is_deleted") }}), min(survivor_id)
        ) as contact_id
    from contacts
    where email is not null
    group by
        connection,
        lower(email)

),

-- A mail that waits, was dropped or printed is no event of the contract.
final as (

    select
        events.connection || ':' || events.id as email_event_id,
        events.connection || ':'
        || case when lower(events.type) = 'sent' then events.id else events.sent_by_id end
            as message_id,
        events.connection || ':' || events.email_campaign_id as campaign_id,
        events.connection || ':' || readers.contact_id as customer_id,
        case lower(events.type)
            when 'open' then 'opened'
            when 'click' then 'clicked'
            when 'bounce' then 'bounced'
            when 'spamreport' then 'complained'
            when 'statuschange' then 'unsubscribed'
            else lower(events.type)
        end as event_type,
        events.created as occurred_at,
        case
            when lower(bounces.category) in ('permanent_failure', 'unknown_user', 'dns_failure')
                then 'hard'
            when bounces.category is not null then 'soft'
        end as bounce_type,
        clicks.url as link_url,
        events.filtered_event as is_machine,
        events.brand,
        events._loaded_at,
        events._is_deleted as is_deleted
    from events
    left join bounces
        on
            events.connection = bounces.connection
            and events.id = bounces.id
    left join clicks
        on
            events.connection = clicks.connection
            and events.id = clicks.id
    left join status_changes
        on
            events.connection = status_changes.connection
            and events.id = status_changes.id
    left join readers
        on
            events.connection = readers.connection
            and lower(events.recipient) = readers.recipient
    where
        lower(events.type) not in ('processed', 'deferred', 'dropped', 'print', 'forward')
        and (
            lower(events.type) <> 'statuschange'
            or lower(status_changes.portal_subscription_status) = 'unsubscribed'
        )

)

select * from final

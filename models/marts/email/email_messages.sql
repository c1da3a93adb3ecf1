with

events as (

    select * from {{ ref("stg_email_events") }}

),

campaigns as (

    select * from {{ ref("stg_email_campaigns") }}

),

message_histories as (

    select
        message_id,
        -- The first known value: later events may lack it, or name a reader it was forwarded to.
        min_by(campaign_id, (occurred_at, email_event_id)) filter (
            where campaign_id is not null
        ) as campaign_id,
        min_by(customer_id, (occurred_at, email_event_id)) filter (
            where customer_id is not null
        ) as customer_id,
        min_by(variant, (occurred_at, email_event_id)) filter (
            where variant is not null
        ) as variant,
        min_by(brand, (occurred_at, email_event_id)) filter (
            where brand is not null
        ) as brand,
        max_by(bounce_type, (occurred_at, email_event_id)) filter (
            where event_type = 'bounced' and bounce_type is not null
        ) as last_bounce_type,
        count(*) filter (where {{ is_opened_by_person("event_type", "is_machine") }}) as opens,
        count(*) filter (where {{ is_clicked_by_person("event_type", "is_machine") }}) as clicks,
        count(distinct link_url) filter (
            where {{ is_clicked_by_person("event_type", "is_machine") }}
        ) as clicked_links,
        min(occurred_at) as sent_at,
        max(occurred_at) filter (where event_type = 'delivered') as last_delivered_at,
        max(occurred_at) filter (where event_type = 'bounced') as last_bounced_at,
        min(occurred_at) filter (
            where {{ is_opened_by_person("event_type", "is_machine") }}
        ) as first_opened_at,
        min(occurred_at) filter (
            where {{ is_opened_by_machine("event_type", "is_machine") }}
        ) as first_opened_by_machine_at,
        min(occurred_at) filter (
            where {{ is_clicked_by_person("event_type", "is_machine") }}
        ) as first_clicked_at,
        min(occurred_at) filter (where event_type = 'unsubscribed') as first_unsubscribed_at,
        min(occurred_at) filter (where event_type = 'complained') as first_complained_at
    from events
    group by message_id

),

dated as (

    select
        *,
        {{ local_date("sent_at") }} as sent_date,
        {{ is_delivered("last_bounced_at", "last_delivered_at") }} as is_delivered
    from message_histories

),

final as (

    select
        messages.message_id,
        messages.campaign_id,
        messages.customer_id,

        case when messages.is_delivered then 'delivered' else 'bounced' end as delivery_state,
        case when not messages.is_delivered then messages.last_bounce_type end as bounce_type,
        {{ known_or_none("campaigns.email_type") }} as email_type,
        {{ known_or_none("messages.variant, campaigns.variant") }} as variant,
        {{ brand_of("messages.brand, campaigns.brand") }} as brand,
        {{ weekday_name("messages.sent_date") }} as send_weekday,

        campaigns.is_personalized,
        messages.is_delivered,
        messages.first_opened_at is not null as is_opened,
        messages.first_opened_by_machine_at is not null as is_opened_by_machine,
        messages.first_clicked_at is not null as is_clicked,
        messages.first_unsubscribed_at is not null as is_unsubscribed,
        messages.first_complained_at is not null as is_complained,

        messages.opens,
        messages.clicks,
        messages.clicked_links,

        messages.sent_at,
        messages.sent_date,
        messages.first_opened_at,
        messages.first_opened_by_machine_at,
        messages.first_clicked_at,
        messages.first_unsubscribed_at,
        messages.first_complained_at
    from dated as messages
    left join campaigns
        on messages.campaign_id = campaigns.campaign_id

)

select * from final

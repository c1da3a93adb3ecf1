with

campaigns as (

    select * from {{ ref("stg_email_campaigns") }}

),

messages as (

    select * from {{ ref("email_messages") }}

),

sent as (

    select
        campaign_id,
        count(*) as emails_sent,
        count(*) filter (where is_delivered) as emails_delivered,
        count(*) filter (where not is_delivered) as emails_bounced,
        count(*) filter (where is_delivered and is_opened) as opened_emails,
        count(*) filter (where is_delivered and is_clicked) as clicked_emails,
        count(*) filter (where is_delivered and is_unsubscribed) as unsubscribed_emails,
        count(*) filter (where is_delivered and is_complained) as complained_emails,
        min(sent_at) as first_sent_at,
        max(sent_at) as last_sent_at
    from messages
    group by campaign_id

),

final as (

    select
        campaigns.campaign_id,

        campaigns.name as campaign_name,
        campaigns.subject,
        {{ known_or_none("campaigns.email_type") }} as email_type,
        campaigns.cadence,
        {{ known_or_none("campaigns.variant") }} as variant,
        {{ brand_of("campaigns.brand") }} as brand,

        campaigns.is_personalized,

        coalesce(sent.emails_sent, 0) as emails_sent,
        coalesce(sent.emails_delivered, 0) as emails_delivered,
        coalesce(sent.emails_bounced, 0) as emails_bounced,
        coalesce(sent.opened_emails, 0) as opened_emails,
        coalesce(sent.clicked_emails, 0) as clicked_emails,
        coalesce(sent.unsubscribed_emails, 0) as unsubscribed_emails,
        coalesce(sent.complained_emails, 0) as complained_emails,

        campaigns.started_at,
        sent.first_sent_at,
        sent.last_sent_at
    from campaigns
    left join sent
        on campaigns.campaign_id = sent.campaign_id

)

select * from final

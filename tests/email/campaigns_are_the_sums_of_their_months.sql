{#- What a campaign ever sent is what it sent month by month, in the dimension campaign_id. -#}
{{ config(
    group="email",
    meta={
        "failure":
            "A campaign of email_campaigns has other counts than its months in email_metrics add "
            "up to.",
    },
) }}

with

months as (

    select
        dimension_value as campaign_id,
        sum(emails_sent) as emails_sent,
        sum(emails_delivered) as emails_delivered,
        sum(emails_bounced) as emails_bounced,
        sum(opened_emails) as opened_emails,
        sum(clicked_emails) as clicked_emails,
        sum(unsubscribed_emails) as unsubscribed_emails,
        sum(complained_emails) as complained_emails
    from {{ ref("email_metrics") }}
    where
        dimension = 'campaign_id'
        and period_grain = '{{ checked_var("period_grains")[0] }}'
    group by dimension_value

)

select campaigns.*
from {{ ref("email_campaigns") }} as campaigns
left join months
    on campaigns.campaign_id = months.campaign_id
where
    campaigns.emails_sent <> coalesce(months.emails_sent, 0)
    or campaigns.emails_delivered <> coalesce(months.emails_delivered, 0)
    or campaigns.emails_bounced <> coalesce(months.emails_bounced, 0)
    or campaigns.opened_emails <> coalesce(months.opened_emails, 0)
    or campaigns.clicked_emails <> coalesce(months.clicked_emails, 0)
    or campaigns.unsubscribed_emails <> coalesce(months.unsubscribed_emails, 0)
    or campaigns.complained_emails <> coalesce(months.complained_emails, 0)

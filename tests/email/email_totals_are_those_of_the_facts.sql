{#- The months of 'all' hold every message exactly once, with what became of it. -#}
{{ config(
    group="email",
    meta={"failure": "The months of email_metrics do not hold every message exactly once."},
) }}

with

metrics as (

    select
        coalesce(sum(emails_sent), 0) as emails_sent,
        coalesce(sum(emails_bounced), 0) as emails_bounced,
        coalesce(sum(opened_emails), 0) as opened_emails,
        coalesce(sum(opened_emails_with_machines), 0) as opened_emails_with_machines,
        coalesce(sum(clicked_emails), 0) as clicked_emails,
        coalesce(sum(unsubscribed_emails), 0) as unsubscribed_emails,
        coalesce(sum(complained_emails), 0) as complained_emails
    from {{ ref("email_metrics") }}
    where
        dimension = 'all'
        and period_grain = 'month'

),

-- The messages are counted in the events, so that none is lost on the way to its mart.
events as (

    select count(distinct message_id) as emails_sent
    from {{ ref("stg_email_events") }}

),

messages as (

    select
        count(*) filter (where not is_delivered) as emails_bounced,
        count(*) filter (where is_delivered and first_opened_at is not null) as opened_emails,
        count(*) filter (
            where
            is_delivered
            and coalesce(first_opened_at, first_opened_by_machine_at) is not null
        ) as opened_emails_with_machines,
        count(*) filter (where is_delivered and first_clicked_at is not null) as clicked_emails,
        count(*) filter (
            where is_delivered and first_unsubscribed_at is not null
        ) as unsubscribed_emails,
        count(*) filter (
            where is_delivered and first_complained_at is not null
        ) as complained_emails
    from {{ ref("email_messages") }}

)

select metrics.*
from metrics
cross join events
cross join messages
where
    metrics.emails_sent <> events.emails_sent
    or metrics.emails_bounced <> messages.emails_bounced
    or metrics.opened_emails <> messages.opened_emails
    or metrics.opened_emails_with_machines <> messages.opened_emails_with_machines
    or metrics.clicked_emails <> messages.clicked_emails
    or metrics.unsubscribed_emails <> messages.unsubscribed_emails
    or metrics.complained_emails <> messages.complained_emails

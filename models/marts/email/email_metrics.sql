{%- set dimensions = [
    "email_type",
    "campaign_id",
    "variant",
    "is_personalized",
    "send_weekday",
    "customer_segment",
    "age_group",
    "country",
    "brand",
] -%}

with

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

-- Facts with their dimensions: the messages, and every time that one was opened by a known reader.
messages as (

    select
        messages.*,
        customers.customer_segment,
        customers.age_group,
        customers.country,
        {{ is_newsletter("messages.email_type") }} as is_newsletter
    from {{ ref("email_messages") }} as messages
    left join customers
        on messages.customer_id = customers.customer_id

),

openings as (

    select
        messages.*,
        {{ local_date("events.occurred_at") }} as opened_date
    from {{ ref("stg_email_events") }} as events
    inner join messages
        on events.message_id = messages.message_id
    where
        {{ is_opened_by_person("events.event_type", "events.is_machine") }}
        and messages.customer_id is not null

),

-- One row per person, period and cut.
openers as (

    {{ per_person_and_cut("openings", "opened_date", "customer_id", dimensions, {
        "has_opened_newsletter": "bool_or(is_newsletter)",
    }) }}

),

openers_with_history as (

    select
        *,
        lag(period_start, {{ var("regular_opener_periods_before") }}) over (
            partition by period_grain, dimension, dimension_value, person_id
            order by period_start
        ) as earlier_period_start
    from openers

),

parts as (

    {{ metrics_table(dimensions, [
        {"facts": "messages", "date": "sent_date", "parts": {
            "emails_sent": part_count(),
            "emails_delivered": part_count("is_delivered"),
            "opened_emails": part_count("is_delivered and is_opened"),
            "opened_emails_with_machines":
                part_count("is_delivered and (is_opened or is_opened_by_machine)"),
            "clicked_emails": part_count("is_delivered and is_clicked"),
            "unsubscribed_emails": part_count("is_delivered and is_unsubscribed"),
            "complained_emails": part_count("is_delivered and is_complained"),
        }},
        {"facts": "messages", "where": "is_delivered and is_newsletter", "date": "sent_date",
            "person": "customer_id",
            "per_person": {"delivered": "count(*)", "opened": "count(*) filter (where is_opened)"},
            "parts": {
                "fully_engaged_subscribers": part_count(is_fully_engaged("opened", "delivered")),
            }},
        {"counted": "openers_with_history", "parts": {
            "openers": part_count(),
            "newsletter_openers": part_count("has_opened_newsletter"),
            "regular_openers": part_count(
                is_regular_opener("period_grain", "period_start", "earlier_period_start")
            ),
        }},
    ]) }}

),

final as (

    select
        *,
        emails_sent - emails_delivered as emails_bounced,

        {{ ratio("opened_emails", "emails_delivered", 100) }} as open_rate,
        {{ ratio("opened_emails_with_machines", "emails_delivered", 100) }}
            as open_rate_with_machines,
        {{ ratio("clicked_emails", "emails_delivered", 100) }} as click_rate,
        {{ ratio("clicked_emails", "opened_emails", 100) }} as click_to_open_rate,
        {{ ratio("emails_bounced", "emails_sent", 100) }} as email_bounce_rate,
        {{ ratio("unsubscribed_emails", "emails_delivered", 100) }} as unsubscribe_rate,
        {{ ratio("complained_emails", "emails_delivered", 100) }} as complaint_rate
    from parts

)

select * from final

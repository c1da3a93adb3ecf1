{%- set dimensions = [
    "email_type",
    "campaign_id",
    "variant",
    "is_personalized",
    "send_weekday",
    "customer_segment",
    "age_group",
    "country",
] -%}
{%- set parts_of_facts = ["message_parts", "opener_parts"] -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

periods as (

    select * from {{ ref("int_periods") }}

),

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

events as (

    select * from {{ ref("stg_email_events") }}

),

-- Facts with their dimensions: the messages, and every time that one was opened by a known reader.
messages as (

    select
        messages.message_id,
        messages.customer_id,
        messages.campaign_id,
        messages.email_type,
        messages.variant,
        messages.is_personalized,
        messages.send_weekday,
        customers.customer_segment,
        customers.age_group,
        customers.country,
        messages.is_delivered,
        messages.is_opened,
        messages.is_opened_by_machine,
        messages.is_clicked,
        messages.is_unsubscribed,
        messages.is_complained,
        {{ is_newsletter("messages.email_type") }} as is_newsletter,
        messages.sent_date
    from {{ ref("email_messages") }} as messages
    left join customers
        on messages.customer_id = customers.customer_id

),

openings as (

    select
        messages.customer_id,
        messages.campaign_id,
        messages.email_type,
        messages.variant,
        messages.is_personalized,
        messages.send_weekday,
        messages.customer_segment,
        messages.age_group,
        messages.country,
        messages.is_newsletter,
        {{ local_date("events.occurred_at") }} as opened_date
    from events
    inner join messages
        on events.message_id = messages.message_id
    where
        {{ is_opened_by_person("events.event_type", "events.is_machine") }}
        and messages.customer_id is not null

),

-- One row per person, period and cut.
recipients as (

    {{ per_person_and_cut("messages", "sent_date", "customer_id", dimensions, {
        "emails_sent": "count(*)",
        "emails_delivered": "count(*) filter (where is_delivered)",
        "opened_emails": "count(*) filter (where is_delivered and is_opened)",
        "opened_emails_with_machines":
            "count(*) filter (where is_delivered and (is_opened or is_opened_by_machine))",
        "clicked_emails": "count(*) filter (where is_delivered and is_clicked)",
        "unsubscribed_emails": "count(*) filter (where is_delivered and is_unsubscribed)",
        "complained_emails": "count(*) filter (where is_delivered and is_complained)",
        "delivered_newsletters": "count(*) filter (where is_delivered and is_newsletter)",
        "opened_newsletters":
            "count(*) filter (where is_delivered and is_newsletter and is_opened)",
    }) }}

),

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

-- The parts, one row per period and cut.
message_parts as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        sum(emails_sent) as emails_sent,
        sum(emails_delivered) as emails_delivered,
        sum(opened_emails) as opened_emails,
        sum(opened_emails_with_machines) as opened_emails_with_machines,
        sum(clicked_emails) as clicked_emails,
        sum(unsubscribed_emails) as unsubscribed_emails,
        sum(complained_emails) as complained_emails,
        count(person_id) filter (
            where {{ is_fully_engaged("opened_newsletters", "delivered_newsletters") }}
        ) as fully_engaged_subscribers
    from recipients
    group by all

),

opener_parts as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        count(*) as openers,
        count(*) filter (where has_opened_newsletter) as newsletter_openers,
        count(*) filter (
            where {{ is_regular_opener("period_grain", "period_start", "earlier_period_start") }}
        ) as regular_openers
    from openers_with_history
    group by all

),

first_activity as (

    -- Nothing is opened before it is sent.
    {{ first_activity({"messages": "sent_date"}) }}

),

row_keys as (

    {{ metric_row_keys("periods", "first_activity", parts_of_facts) }}

),

parts as (

    select
        row_keys.period_grain,
        row_keys.period_start,
        row_keys.dimension,
        row_keys.dimension_value,
        {{ is_period_complete(
            period_end_of("row_keys.period_grain", "row_keys.period_start"), "as_of_date.as_of_date"
        ) }} as is_complete,

        {% for part in [
            "emails_sent",
            "emails_delivered",
            "opened_emails",
            "opened_emails_with_machines",
            "clicked_emails",
            "unsubscribed_emails",
            "complained_emails",
        ] -%}
        cast(coalesce(message_parts.{{ part }}, 0) as bigint) as {{ part }},
        {% endfor -%}
        coalesce(opener_parts.openers, 0) as openers,
        coalesce(opener_parts.newsletter_openers, 0) as newsletter_openers,
        coalesce(opener_parts.regular_openers, 0) as regular_openers,
        coalesce(message_parts.fully_engaged_subscribers, 0) as fully_engaged_subscribers
    from row_keys
    cross join as_of_date
    {{ join_metric_parts("row_keys", parts_of_facts) }}

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        emails_sent,
        emails_delivered,
        emails_sent - emails_delivered as emails_bounced,
        opened_emails,
        opened_emails_with_machines,
        clicked_emails,
        unsubscribed_emails,
        complained_emails,
        openers,
        newsletter_openers,
        regular_openers,
        fully_engaged_subscribers,

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

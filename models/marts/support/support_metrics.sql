{%- set dimensions = [
    "support_channel",
    "touchpoint",
    "priority",
    "team",
    "brand",
    "age_group",
    "customer_segment",
    "support_channel x age_group",
] -%}
{%- set time = "decimal(38, 10)" -%}

with

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

-- A ticket of an unknown customer counts, too: only the attributes of the customer are unknown.
tickets as (

    select
        tickets.*,
        customers.age_group,
        customers.customer_segment
    from {{ ref("support_tickets") }} as tickets
    left join customers
        on tickets.customer_id = customers.customer_id

),

parts as (

    {{ metrics_table(dimensions, [
        {"facts": "tickets", "date": "created_date", "parts": {
            "tickets": part_count(),
            "first_response_minutes": part_sum("first_response_minutes", time),
            "median_first_response_minutes": part_median("first_response_minutes"),
            "responded_tickets": part_count("first_response_minutes is not null"),
            "response_minutes": part_sum("response_minutes", time),
            "answered_customer_turns": part_sum("answered_customer_turns", empty=0),
            "resolved_tickets": part_count("is_resolved"),
            "resolution_hours": part_sum("resolution_hours", time),
            "timed_resolved_tickets": part_count("resolution_hours is not null"),
            "one_touch_tickets": part_count("is_one_touch"),
            "resolved_tickets_with_messages": part_count("is_resolved and has_messages"),
            "reopened_tickets": part_count("is_reopened"),
            "ever_solved_tickets": part_count("is_ever_solved"),
            "repeat_contacts": part_count("is_repeat_contact"),
            "identified_tickets": part_count("customer_id is not null"),
            "bot_resolved_tickets": part_count("is_bot_resolved"),
            "two_way_tickets": part_count("is_two_way"),
            "tickets_with_messages": part_count("has_messages"),
        }},
        {"facts": "tickets", "where": "solved_at is not null", "date": "solved_date",
            "opens_calendar": false, "parts": {"tickets_solved": part_count()}},
        {"facts": "tickets", "where": "is_first_in_channel", "date": "created_date",
            "person": "customer_id", "parts": {"first_time_channel_users": part_count()}},
    ]) }}

),

final as (

    select
        *,
        -- The denominator of ticket_share: the total of the period, in the rows of every cut.
        max(case when dimension = 'all' then tickets else 0 end) over (
            partition by period_grain, period_start
        ) as all_tickets,

        {{ ratio("tickets", "all_tickets", 100) }} as ticket_share,
        {{ ratio("first_response_minutes", "responded_tickets") }} as avg_first_response_minutes,
        {{ ratio("response_minutes", "answered_customer_turns") }} as avg_response_minutes,
        {{ ratio("resolved_tickets", "tickets", 100) }} as resolution_rate,
        {{ ratio("resolution_hours", "timed_resolved_tickets") }} as avg_resolution_hours,
        {{ ratio("one_touch_tickets", "resolved_tickets_with_messages", 100) }} as one_touch_rate,
        {{ ratio("reopened_tickets", "ever_solved_tickets", 100) }} as reopen_rate,
        {{ ratio("repeat_contacts", "identified_tickets", 100) }} as repeat_contact_rate,
        {{ ratio("bot_resolved_tickets", "tickets", 100) }} as automation_rate,
        {{ ratio("two_way_tickets", "tickets_with_messages", 100) }} as two_way_rate
    from parts

)

select * from final

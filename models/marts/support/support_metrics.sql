{%- set dimensions = [
    "support_channel",
    "touchpoint",
    "priority",
    "age_group",
    "customer_segment",
    "support_channel x age_group",
] -%}
{%- set parts_of_facts = ["ticket_parts", "solved_parts"] -%}

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

-- The attributes of an unknown customer are unknown; his tickets are not.
tickets as (

    select
        tickets.*,
        customers.age_group,
        customers.customer_segment
    from {{ ref("support_tickets") }} as tickets
    left join customers
        on tickets.customer_id = customers.customer_id

),

solved_tickets as (

    select * from tickets
    where solved_at is not null

),

first_contacts as (

    select * from tickets
    where is_first_in_channel

),

-- One row per person, period and cut.
first_time_users as (

    {{ per_person_and_cut("first_contacts", "created_date", "customer_id", dimensions, {}) }}

),

-- The parts, one row per period and cut.
ticket_parts as (

    {{ per_cut("tickets", "created_date", dimensions, {
        "tickets": "count(*)",
        "first_response_minutes": "sum(first_response_minutes)",
        "median_first_response_minutes": median("first_response_minutes"),
        "responded_tickets": "count(first_response_minutes)",
        "response_minutes": "sum(response_minutes)",
        "answered_customer_turns": "sum(answered_customer_turns)",
        "resolved_tickets": "count(*) filter (where is_resolved)",
        "resolution_hours": "sum(resolution_hours)",
        "timed_resolved_tickets": "count(resolution_hours)",
        "one_touch_tickets": "count(*) filter (where is_one_touch)",
        "resolved_tickets_with_messages": "count(*) filter (where is_resolved and has_messages)",
        "reopened_tickets": "count(*) filter (where is_reopened)",
        "ever_solved_tickets": "count(*) filter (where is_ever_solved)",
        "repeat_contacts": "count(*) filter (where is_repeat_contact)",
        "identified_tickets": "count(customer_id)",
        "bot_resolved_tickets": "count(*) filter (where is_bot_resolved)",
        "two_way_tickets": "count(*) filter (where is_two_way)",
        "tickets_with_messages": "count(*) filter (where has_messages)",
    }) }}

),

user_parts as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        count(*) as first_time_channel_users
    from first_time_users
    group by all

),

solved_parts as (

    {{ per_cut("solved_tickets", "solved_date", dimensions, {
        "tickets_solved": "count(*)",
    }) }}

),

-- What ticket_share divides by: the total of the period, whatever the cut.
period_totals as (

    select
        period_grain,
        period_start,
        tickets as all_tickets
    from ticket_parts
    where dimension = 'all'

),

first_activity as (

    {{ first_activity({"tickets": "created_date"}) }}

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

        cast(coalesce(ticket_parts.tickets, 0) as bigint) as tickets,
        cast(coalesce(period_totals.all_tickets, 0) as bigint) as all_tickets,
        cast(ticket_parts.first_response_minutes as decimal(38, 10)) as first_response_minutes,
        cast(coalesce(ticket_parts.responded_tickets, 0) as bigint) as responded_tickets,
        cast(ticket_parts.response_minutes as decimal(38, 10)) as response_minutes,
        cast(coalesce(ticket_parts.answered_customer_turns, 0) as bigint)
            as answered_customer_turns,
        cast(coalesce(ticket_parts.resolved_tickets, 0) as bigint) as resolved_tickets,
        cast(coalesce(solved_parts.tickets_solved, 0) as bigint) as tickets_solved,
        cast(ticket_parts.resolution_hours as decimal(38, 10)) as resolution_hours,
        cast(coalesce(ticket_parts.timed_resolved_tickets, 0) as bigint) as timed_resolved_tickets,
        cast(coalesce(ticket_parts.one_touch_tickets, 0) as bigint) as one_touch_tickets,
        cast(coalesce(ticket_parts.resolved_tickets_with_messages, 0) as bigint)
            as resolved_tickets_with_messages,
        cast(coalesce(ticket_parts.reopened_tickets, 0) as bigint) as reopened_tickets,
        cast(coalesce(ticket_parts.ever_solved_tickets, 0) as bigint) as ever_solved_tickets,
        cast(coalesce(ticket_parts.repeat_contacts, 0) as bigint) as repeat_contacts,
        cast(coalesce(ticket_parts.identified_tickets, 0) as bigint) as identified_tickets,
        cast(coalesce(ticket_parts.bot_resolved_tickets, 0) as bigint) as bot_resolved_tickets,
        cast(coalesce(ticket_parts.two_way_tickets, 0) as bigint) as two_way_tickets,
        cast(coalesce(ticket_parts.tickets_with_messages, 0) as bigint) as tickets_with_messages,
        coalesce(user_parts.first_time_channel_users, 0) as first_time_channel_users,

        ticket_parts.median_first_response_minutes
    from row_keys
    cross join as_of_date
    {{ join_metric_parts("row_keys", parts_of_facts + ["user_parts"]) }}
    left join period_totals
        on
            row_keys.period_grain = period_totals.period_grain
            and row_keys.period_start = period_totals.period_start

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        tickets,
        all_tickets,
        first_response_minutes,
        responded_tickets,
        response_minutes,
        answered_customer_turns,
        resolved_tickets,
        tickets_solved,
        resolution_hours,
        timed_resolved_tickets,
        one_touch_tickets,
        resolved_tickets_with_messages,
        reopened_tickets,
        ever_solved_tickets,
        repeat_contacts,
        identified_tickets,
        bot_resolved_tickets,
        two_way_tickets,
        tickets_with_messages,
        first_time_channel_users,

        {{ ratio("tickets", "all_tickets", 100) }} as ticket_share,
        {{ ratio("first_response_minutes", "responded_tickets") }} as avg_first_response_minutes,
        median_first_response_minutes,
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

with

tickets as (

    select * from {{ ref("stg_support_tickets") }}

),

messages as (

    select
        ticket_id,
        sender_type,
        {{ is_customer_message("sender_type", "is_public") }} as is_customer_message,
        {{ is_agent_answer("sender_type", "is_public") }} as is_agent_answer,
        {{ is_bot_answer("sender_type", "is_public") }} as is_bot_answer,
        length(body) as text_length,
        sent_at
    from {{ ref("stg_support_messages") }}

),

turns as (

    select * from {{ ref("int_support_turns_answered") }}

),

-- Messages, turns and openings are aggregated to one row per key before they are joined, so that
-- tickets do not fan out.
ticket_messages as (

    select
        ticket_id,
        bool_or(sender_type = 'agent') as has_agent_message,
        bool_or(sender_type = 'bot') as has_bot_message,
        count(*) as messages,
        count(*) filter (where is_customer_message) as customer_messages,
        count(*) filter (where is_agent_answer) as agent_answers,
        count(*) filter (where is_bot_answer) as bot_answers,
        sum(text_length) filter (where is_customer_message) as customer_text_length,
        min(sent_at) filter (where is_agent_answer) as first_answered_at
    from messages
    group by ticket_id

),

ticket_turns as (

    select
        ticket_id,
        count(*) as answered_customer_turns,
        sum(response_minutes) as response_minutes
    from turns
    group by ticket_id

),

openings as (

    select distinct
        customer_id,
        created_at
    from tickets
    where customer_id is not null

),

previous_openings as (

    select
        customer_id,
        created_at,
        lag(created_at) over (
            partition by customer_id
            order by created_at
        ) as previous_created_at
    from openings

),

joined as (

    select
        tickets.ticket_id,
        tickets.customer_id,

        tickets.support_channel,
        tickets.touchpoint,
        tickets.priority,
        {{ brand_of("tickets.brand") }} as brand,
        tickets.team,
        tickets.tags,
        tickets.status,

        {{ is_resolved_ticket("tickets.status", "tickets.solved_at") }} as is_resolved,
        {{ is_first_contact(
            "tickets.customer_id",
            "tickets.support_channel",
            "tickets.created_at",
            "tickets.ticket_id"
        ) }} as is_first_in_channel,
        tickets.is_bot_resolved as is_told_bot_resolved,
        coalesce(ticket_messages.has_agent_message, false) as has_agent_message,
        coalesce(ticket_messages.has_bot_message, false) as has_bot_message,

        coalesce(tickets.reopens, 0) as reopens,
        coalesce(ticket_messages.messages, 0) as messages,
        coalesce(ticket_messages.customer_messages, 0) as customer_messages,
        coalesce(ticket_messages.agent_answers, 0) as agent_answers,
        coalesce(ticket_messages.bot_answers, 0) as bot_answers,
        coalesce(ticket_turns.answered_customer_turns, 0) as answered_customer_turns,
        ticket_messages.customer_text_length,

        ticket_turns.response_minutes,

        tickets.created_at,
        previous_openings.previous_created_at,
        ticket_messages.first_answered_at,
        tickets.first_response_at,
        tickets.solved_at
    from tickets
    left join ticket_messages
        on tickets.ticket_id = ticket_messages.ticket_id
    left join ticket_turns
        on tickets.ticket_id = ticket_turns.ticket_id
    left join previous_openings
        on
            tickets.customer_id = previous_openings.customer_id
            and tickets.created_at = previous_openings.created_at

),

judged as (

    select
        *,
        {{ is_ever_solved_ticket("is_resolved", "solved_at") }} as is_ever_solved,
        {{ first_responded_at("messages", "first_answered_at", "first_response_at") }}
            as first_responded_at
    from joined

),

final as (

    select
        ticket_id,
        customer_id,

        support_channel,
        {{ known_or_none("touchpoint") }} as touchpoint,
        {{ known_or_none("priority") }} as priority,
        brand,
        {{ known_or_none("team") }} as team,
        tags,
        status,

        is_resolved,
        is_ever_solved,
        {{ is_reopened_ticket("is_ever_solved", "reopens") }} as is_reopened,
        {{ is_bot_resolved_ticket(
            "is_told_bot_resolved", "is_resolved", "has_bot_message", "has_agent_message"
        ) }} as is_bot_resolved,
        {{ is_one_touch_ticket("is_resolved", "messages", "agent_answers") }} as is_one_touch,
        {{ is_two_way_ticket("messages", "customer_messages", "agent_answers", "bot_answers") }}
            as is_two_way,
        case
            when customer_id is not null
                then {{ is_repeat_contact("created_at", "previous_created_at") }}
        end as is_repeat_contact,
        is_first_in_channel,
        messages > 0 as has_messages,

        reopens,
        messages,
        customer_messages,
        agent_answers,
        bot_answers,
        answered_customer_turns,
        cast(customer_text_length as bigint) as customer_text_length,

        cast(
            {{ first_response_minutes("created_at", "first_responded_at") }} as {{ elapsed_type() }}
        ) as first_response_minutes,
        cast(response_minutes as decimal(38, 10)) as response_minutes,
        case when is_resolved then {{ hours_between("created_at", "solved_at") }} end
            as resolution_hours,

        created_at,
        {{ local_date("created_at") }} as created_date,
        previous_created_at,
        first_responded_at,
        solved_at,
        {{ local_date("solved_at") }} as solved_date
    from judged

)

select * from final

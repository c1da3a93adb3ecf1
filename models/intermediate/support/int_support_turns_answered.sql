with

messages as (

    select
        message_id,
        ticket_id,
        sent_at,
        {{ is_customer_message("sender_type", "is_public") }} as is_customer_message,
        {{ is_agent_answer("sender_type", "is_public") }} as is_agent_answer
    from {{ ref("stg_support_messages") }}

),

-- A turn is all that lies between two answers of persons: bots and private notes do not end it.
-- Of messages at the same instant the customer's comes first, so that no answer stands before its
-- question.
turn_messages as (

    select
        *,
        count(*) filter (where is_agent_answer) over (
            partition by ticket_id
            order by sent_at, is_agent_answer, message_id
            rows between unbounded preceding and 1 preceding
        ) as answers_before
    from messages
    where
        is_customer_message
        or is_agent_answer

),

turns as (

    select
        ticket_id,
        answers_before,
        min(sent_at) filter (where is_customer_message) as asked_at,
        min(sent_at) filter (where is_agent_answer) as answered_at
    from turn_messages
    group by
        ticket_id,
        answers_before

),

final as (

    select
        ticket_id,
        answers_before,

        {{ minutes_between("asked_at", "answered_at") }} as response_minutes,

        asked_at,
        answered_at
    from turns
    where
        asked_at is not null
        and answered_at is not null

)

select * from final

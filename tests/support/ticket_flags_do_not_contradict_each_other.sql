{#- What one flag of a ticket says must hold in the others and in its counts. -#}
{{ config(
    group="support",
    meta={
        "failure": "A flag of a ticket in support_tickets contradicts another one or its counts.",
    },
) }}

select *
from {{ ref("support_tickets") }}
where
    (is_resolved and not is_ever_solved)
    or (is_bot_resolved and agent_answers > 0)
    or (is_one_touch and not is_resolved)
    or (is_one_touch and first_response_minutes is null)
    or (is_repeat_contact and previous_created_at is null)
    or (answered_customer_turns > least(customer_messages, agent_answers))
    or (answered_customer_turns > 0) <> (response_minutes is not null)
    or (has_messages and (agent_answers > 0) <> (first_responded_at is not null))

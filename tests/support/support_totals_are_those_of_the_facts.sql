{#-
    The months of 'all' hold every ticket, every answered turn of a known ticket and every solution
    exactly once, also those whose ticket is open again.
-#}
{{ config(
    group="support",
    meta={
        "failure":
            "The months of support_metrics do not hold every ticket, answered turn and solution "
            "exactly once.",
    },
) }}

with

metrics as (

    select
        coalesce(sum(tickets), 0) as tickets,
        coalesce(sum(tickets_solved), 0) as tickets_solved,
        coalesce(sum(answered_customer_turns), 0) as answered_customer_turns,
        coalesce(sum(response_minutes), 0) as response_minutes
    from {{ ref("support_metrics") }}
    where
        dimension = 'all'
        and period_grain = 'month'

),

turns as (

    select
        count(*) as answered_customer_turns,
        coalesce(sum(turns.response_minutes), 0) as response_minutes
    from {{ ref("int_support_turns_answered") }} as turns
    inner join {{ ref("stg_support_tickets") }} as tickets
        on turns.ticket_id = tickets.ticket_id

),

facts as (

    select
        count(*) as tickets,
        count(solved_at) as tickets_solved
    from {{ ref("stg_support_tickets") }}

)

select
    metrics.*,
    facts.tickets as tickets_of_facts
from metrics
cross join facts
cross join turns
where
    metrics.tickets <> facts.tickets
    or metrics.tickets_solved <> facts.tickets_solved
    or metrics.answered_customer_turns <> turns.answered_customer_turns
    or metrics.response_minutes <> turns.response_minutes

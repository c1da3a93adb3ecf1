{#- Messages neither drop nor multiply a ticket: the mart has the tickets of staging, each once. -#}
{{ config(
    group="support",
    meta={
        "failure":
            "support_tickets lacks a ticket of stg_support_tickets, repeats one, or has one more.",
    },
) }}

select
    staged.ticket_id as staged_ticket_id,
    tickets.ticket_id,
    count(*) as row_count
from {{ ref("stg_support_tickets") }} as staged
full outer join {{ ref("support_tickets") }} as tickets
    on staged.ticket_id = tickets.ticket_id
group by all
having
    staged.ticket_id is null
    or tickets.ticket_id is null
    or count(*) > 1

{#- The rows of a period divide by one total, so that the shares of a dimension are 100 %. -#}
{{ config(
    group="support",
    meta={
        "failure":
            "The shares of the tickets of a period in support_metrics do not add up to 100 %.",
    },
) }}

select
    period_grain,
    period_start,
    dimension,
    sum(ticket_share) as share,
    count(distinct all_tickets) as totals
from {{ ref("support_metrics") }}
where all_tickets > 0
group by all
having
    abs(sum(ticket_share) - 100) > 1e-9
    or count(distinct all_tickets) > 1

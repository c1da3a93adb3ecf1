-- Where do customers wait longest?
-- One row per support channel and touchpoint with the tickets of the last 180 days, the longest
-- typical wait first. Half of the customers waited longer than median_first_response_minutes for
-- the first answer, one in ten longer than slow_first_response_minutes. Tickets that nobody has
-- answered are in neither: unanswered_share says how many these are. A row of few tickets may be
-- chance.
{%- set days = 180 %}

with

last_day as (

    select max(date_day) as last_day from {{ ref("dates") }}
    where is_complete

),

tickets as (

    select tickets.*
    from {{ ref("support_tickets") }} as tickets
    inner join last_day
        on
            tickets.created_date > {{ dbt.dateadd("day", -days, "last_day.last_day") }}
            and tickets.created_date <= last_day.last_day

),

places as (

    select
        support_channel,
        touchpoint,
        count(*) as tickets,
        count(*) filter (where first_response_minutes is null) as unanswered_tickets,
        {{ median("first_response_minutes") }} as median_first_response_minutes,
        percentile_cont(0.9) within group (order by first_response_minutes)
            as slow_first_response_minutes
    from tickets
    group by support_channel, touchpoint

),

final as (

    select
        *,
        {{ ratio("unanswered_tickets", "tickets", 100) }} as unanswered_share
    from places

)

select * from final
order by median_first_response_minutes desc nulls last, support_channel asc, touchpoint asc

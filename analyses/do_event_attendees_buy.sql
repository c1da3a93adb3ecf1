-- Do event attendees buy?
-- One row for the customers who came to an event and one for those who had registered and did not
-- come, over all events whose 60 days after are known. buyer_share_after: of 100 of them so many
-- ordered in the 60 days after the day of the event; buyer_share_before: in the 60 days before it.
-- Those who come differ from those who stay away in more than the event, so compare the change from
-- before to after between the two rows; even that is no proof that the event sold anything.
{%- set days = 60 %}

with

last_day as (

    select max(date_day) as last_day from {{ ref("dates") }}
    where is_complete

),

attendances as (

    select
        attendances.live_event_id,
        attendances.customer_id,
        attendances.event_date,
        case when attendances.is_checked_in then 'came' else 'did not come' end as attendance
    from {{ ref("event_attendances") }} as attendances
    inner join last_day
        on
            {{ dbt.dateadd("day", days, "attendances.event_date") }} <= last_day.last_day
    where
        attendances.customer_id is not null
        and (attendances.is_checked_in or attendances.is_no_show)

),

orders as (

    select * from {{ ref("orders") }}
    where is_completed

),

-- The day of the event itself is in neither: an order of that day may have come first.
attendees as (

    select
        attendances.live_event_id,
        attendances.customer_id,
        attendances.attendance,
        count(orders.order_id) filter (where orders.ordered_date < attendances.event_date)
            as orders_before,
        count(orders.order_id) filter (where orders.ordered_date > attendances.event_date)
            as orders_after,
        sum(orders.base_amount) filter (where orders.ordered_date > attendances.event_date)
            as revenue_after
    from attendances
    left join orders
        on
            attendances.customer_id = orders.customer_id
            and orders.ordered_date
            >= {{ dbt.dateadd("day", -days, "attendances.event_date") }}
            and orders.ordered_date <= {{ dbt.dateadd("day", days, "attendances.event_date") }}
    group by all

),

groups as (

    select
        attendance,
        count(*) as attendances,
        count(distinct customer_id) as customers,
        count(*) filter (where orders_before > 0) as buyers_before,
        count(*) filter (where orders_after > 0) as buyers_after,
        coalesce(sum(revenue_after), 0) as revenue_after
    from attendees
    group by attendance

),

final as (

    select
        *,
        {{ ratio("buyers_before", "attendances", 100) }} as buyer_share_before,
        {{ ratio("buyers_after", "attendances", 100) }} as buyer_share_after,
        {{ ratio("revenue_after", "attendances") }} as revenue_after_per_attendance
    from groups

)

select * from final
order by attendance

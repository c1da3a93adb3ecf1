{#- The parts activity and support, once more from the timeline and the tickets [health-score]. -#}
{{ config(
    group="customers",
    meta={
        "failure":
            "The part activity or support of a health score of customers is not what the timeline "
            "and the tickets of its windows give.",
    },
) }}

with

timeline as (

    select
        timeline.customer_id,
        timeline.activity_type,
        timeline.activity_date,
        types.makes_active,
        tickets.is_reopened,
        tickets.is_resolved,
        as_of_date.as_of_date - timeline.activity_date as days_ago
    from {{ ref("customer_timeline") }} as timeline
    inner join {{ ref("activity_types") }} as types
        on timeline.activity_type = types.activity_type
    cross join {{ ref("int_as_of_date") }} as as_of_date
    left join {{ ref("support_tickets") }} as tickets
        on
            timeline.fact = 'support_tickets'
            and timeline.activity_type = 'ticket'
            and timeline.record_id = tickets.ticket_id
    where timeline.activity_date <= as_of_date.as_of_date

),

windows as (

    select
        max(window_days) filter (where health_part = 'activity') as activity_days,
        max(window_days) filter (where health_part = 'support') as support_days
    from {{ ref("health_parts") }}

),

counted as (

    select
        timeline.customer_id,
        count(distinct timeline.activity_date) filter (
            where timeline.makes_active and timeline.days_ago < windows.activity_days
        ) as days_now,
        count(distinct timeline.activity_date) filter (
            where
            timeline.makes_active
            and timeline.days_ago between windows.activity_days and 2 * windows.activity_days - 1
        ) as days_before,
        sum(
            1
            + 2 * cast(timeline.is_reopened as integer)
            + 2 * cast(not timeline.is_resolved as integer)
        ) filter (
            where timeline.activity_type = 'ticket' and timeline.days_ago < windows.support_days
        ) as load
    from timeline
    cross join windows
    group by timeline.customer_id

),

-- -1 where a part is not known.
expected as (

    select
        customers.customer_id,
        coalesce(customers.health_activity, -1) as activity,
        case
            when counted.days_before > 0
                then least(100, 100.0 * counted.days_now / counted.days_before)
            when counted.days_now > 0 then 100
            else -1
        end as expected_activity,
        coalesce(customers.health_support, -1) as support,
        case
            when counted.load is null then -1
            else 100 - least(100, 100.0 * counted.load / {{ var("health_full_ticket_load") }})
        end as expected_support
    from {{ ref("customers") }} as customers
    left join counted
        on customers.customer_id = counted.customer_id

)

select * from expected
where
    abs(activity - expected_activity) > 0.0000501
    or abs(support - expected_support) > 0.0000501

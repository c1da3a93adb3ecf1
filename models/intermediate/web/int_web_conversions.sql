with

web_events as (

    select * from {{ ref("int_web_events_sessionized") }}

),

goals as (

    select * from {{ ref("goals") }}

),

goal_events as (

    select
        goals.goal,
        goals.counting,
        web_events.web_event_id,
        web_events.session_id,
        web_events.order_id,
        web_events.page_path,
        web_events.content_type,
        web_events.occurred_at
    from web_events
    inner join goals
        on web_events.event_name = goals.event_name

),

-- The same order sent twice is one conversion, wherever the second was sent.
first_of_orders as (

    select * from goal_events
    qualify
        order_id is null
        or row_number() over (
            partition by goal, order_id
            order by occurred_at, web_event_id
        ) = 1

),

final as (

    select * from first_of_orders
    qualify
        counting = 'every'
        or row_number() over (
            partition by goal, session_id
            order by occurred_at, web_event_id
        ) = 1

)

select
    {{ dbt.hash("goal || '|' || web_event_id") }} as conversion_id,
    goal,
    web_event_id,
    session_id,
    order_id,
    page_path,
    content_type,
    occurred_at
from final

with

web_events as (

    select * from {{ ref("stg_web_events") }}

),

goals as (

    select * from {{ ref("goals") }}

),

ordered as (

    select * from {{ ref("int_web_events_ordered") }}

),

pages as (

    select * from {{ ref("int_web_pages") }}

),

-- An order that is sent twice is one conversion, also where the second is in another session.
first_of_orders as (

    select
        goals.goal,
        goals.counting,
        web_events.*
    from web_events
    inner join goals
        on lower(web_events.event_name) = goals.event_name
    qualify
        web_events.order_id is null
        or row_number() over (
            partition by goals.goal, web_events.order_id
            order by web_events.occurred_at, web_events.web_event_id
        ) = 1

),

-- Few events meet a goal: they are selected first, and only these are joined to their sessions.
located as (

    select
        first_of_orders.goal,
        first_of_orders.counting,
        first_of_orders.web_event_id,
        ordered.session_id,
        first_of_orders.order_id,
        pages.page_path,
        first_of_orders.content_type,
        first_of_orders.occurred_at
    from first_of_orders
    inner join ordered
        on first_of_orders._row_number = ordered.event_key
    left join pages
        on ordered.page_number = pages.page_number

),

final as (

    select * from located
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

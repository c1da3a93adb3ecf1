with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

stitched_rows as (

    select * from {{ ref("int_rows_stitched") }}
    where person_id is not null

),

web_events as (

    select
        stitched_rows.person_id,
        events.web_event_id,
        events.event_kind,
        events.occurred_at,
        {{ local_date("events.occurred_at") }} as occurred_date
    from {{ ref("int_web_events_sessionized") }} as events
    inner join stitched_rows
        on
            stitched_rows.fact = 'web_events'
            and events.web_event_id = stitched_rows.row_id
    where events.event_kind in ('add_to_cart', 'purchase')

),

purchases as (

    select
        person_id,
        occurred_at as purchased_at,
        occurred_date as purchased_date
    from web_events
    where event_kind = 'purchase'

    union all

    select
        stitched_rows.person_id,
        orders.ordered_at as purchased_at,
        orders.ordered_date as purchased_date
    from {{ ref("orders") }} as orders
    inner join stitched_rows
        on
            stitched_rows.fact = 'orders'
            and orders.order_id = stitched_rows.row_id
    where orders.status <> 'cancelled'

),

last_purchases as (

    select
        purchases.person_id,
        max(purchases.purchased_at) as last_purchased_at
    from purchases
    inner join as_of_date
        on purchases.purchased_date <= as_of_date.as_of_date
    group by purchases.person_id

),

abandoned_carts as (

    select
        web_events.person_id,
        web_events.web_event_id,
        web_events.occurred_at,
        web_events.occurred_date
    from web_events
    cross join as_of_date
    left join last_purchases
        on web_events.person_id = last_purchases.person_id
    where
        web_events.event_kind = 'add_to_cart'
        and {{ is_cart_over("web_events.occurred_at") }}
        and coalesce(last_purchases.last_purchased_at < web_events.occurred_at, true)

),

active_days as (

    select
        timeline.person_id,
        timeline.activity_date,
        min(timeline.occurred_at) as first_occurred_at,
        lag(timeline.activity_date) over (
            partition by timeline.person_id
            order by timeline.activity_date
        ) as previous_date
    from {{ ref("customer_timeline") }} as timeline
    inner join {{ ref("activity_types") }} as activity_types
        on timeline.activity_type = activity_types.activity_type
    where activity_types.makes_active
    group by
        timeline.person_id,
        timeline.activity_date

),

final as (

    select
        'abandoned_cart' as trigger_kind,
        person_id,
        web_event_id as record_id,
        occurred_at as happened_at,
        occurred_date as record_date
    from abandoned_carts

    union all

    select
        'back_after_absence' as trigger_kind,
        person_id,
        cast(activity_date as varchar) as record_id,
        first_occurred_at as happened_at,
        activity_date as record_date
    from active_days
    where {{ is_back_after_absence("activity_date", "previous_date") }}

)

select * from final

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

timeline as (

    select
        timeline.person_id,
        timeline.activity_type,
        timeline.record_id,
        timeline.occurred_at,
        timeline.activity_date
    from {{ ref("customer_timeline") }} as timeline
    inner join as_of_date
        on timeline.activity_date <= as_of_date.as_of_date
    where timeline.activity_type in ('order', 'referral')

),

orders as (

    select
        *,
        row_number() over (
            partition by person_id
            order by occurred_at, record_id
        ) as order_number,
        row_number() over (
            partition by person_id
            order by occurred_at desc, record_id desc
        ) as number_from_last
    from timeline
    where activity_type = 'order'

),

order_days as (

    select
        person_id,
        count(distinct activity_date) as order_days,
        min(activity_date) as first_date,
        max(activity_date) as last_date
    from orders
    group by person_id

),

silences as (

    select
        orders.person_id,
        orders.record_id,
        orders.occurred_at,
        {{ dbt.dateadd("day", days_of_gaps(
            2, "order_days.first_date", "order_days.last_date", "order_days.order_days"
        ) ~ " + 1", "orders.activity_date") }} as shown_from,
        {{ dbt.dateadd("day", days_of_gaps(
            4, "order_days.first_date", "order_days.last_date", "order_days.order_days"
        ), "orders.activity_date") }} as shown_until
    from orders
    inner join order_days
        on orders.person_id = order_days.person_id
    where
        orders.number_from_last = 1
        and {{ has_usual_gap(
            "order_days.first_date", "order_days.last_date", "order_days.order_days"
        ) }}

),

champions as (

    select {{ person_id("customer_id") }} as person_id
    from {{ ref("customers") }}
    where rfm_segment = 'champions'

),

-- Who was referred by somebody whom they referred, by detours too: nobody brought anybody.
circles as (

    {{ cycles_of(ref("stg_customers"), "customer_id", "referred_by_customer_id") }}

),

final as (

    select
        'first_purchase' as trigger_kind,
        person_id,
        record_id,
        occurred_at as happened_at,
        activity_date as record_date,
        cast(null as date) as shown_until
    from orders
    where order_number = 1

    union all

    select
        'loyal_customer' as trigger_kind,
        orders.person_id,
        orders.record_id,
        orders.occurred_at as happened_at,
        orders.activity_date as record_date,
        cast(null as date) as shown_until
    from orders
    left join champions
        on orders.person_id = champions.person_id
    where
        orders.order_number = {{ var("loyal_customer_orders") }}
        or (orders.number_from_last = 1 and champions.person_id is not null)

    union all

    select
        'churn_risk' as trigger_kind,
        person_id,
        record_id,
        occurred_at as happened_at,
        cast(shown_from as date) as record_date,
        cast(shown_until as date) as shown_until
    from silences

    union all

    select
        'referral' as trigger_kind,
        timeline.person_id,
        timeline.record_id,
        timeline.occurred_at as happened_at,
        timeline.activity_date as record_date,
        cast(null as date) as shown_until
    from timeline
    left join circles
        on timeline.record_id = circles.member
    where
        timeline.activity_type = 'referral'
        and circles.member is null

)

select * from final

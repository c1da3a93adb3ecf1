-- One customer, all channels, the latest first: whom the company stands worst with, or any other.
-- `dbt compile --select one_customer`, then run the compiled SQL on the published copy.
with

customers as (

    select * from {{ ref("customers") }}

),

-- Put the id of the customer whom you look for here instead: select 'C-0001' as customer_id.
wanted as (

    select customer_id
    from customers
    order by
        health_score asc nulls last,
        net_revenue desc,
        customer_id asc
    limit 1

),

final as (

    select
        customers.customer_id,
        customers.rfm_segment,
        customers.engagement_level,
        customers.health_score,
        timeline.occurred_at,
        timeline.channel,
        timeline.activity_type,
        timeline.detail,
        timeline.feeling,
        timeline.person_rule,
        timeline.record_id
    from wanted
    inner join customers
        on wanted.customer_id = customers.customer_id
    inner join {{ ref("customer_timeline") }} as timeline
        on wanted.customer_id = timeline.customer_id

)

select * from final
order by
    occurred_at desc,
    activity_type asc,
    record_id asc

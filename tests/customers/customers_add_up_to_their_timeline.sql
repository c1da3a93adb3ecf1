{#-
    What customers says of each customer, counted once more from the timeline and the records that
    it leads to [customer-record].
-#}
{{ config(
    group="customers",
    meta={
        "failure":
            "customers has other contacts, orders, revenue, tickets or referrals of a customer "
            "than customer_timeline leads to up to the as-of date.",
    },
) }}

with

timeline as (

    select
        timeline.*,
        case timeline.activity_type
            when 'order' then orders.base_amount
            when 'refund' then -1 * refunds.base_amount
        end as net_revenue,
        tickets.is_resolved
    from {{ ref("customer_timeline") }} as timeline
    inner join {{ ref("int_as_of_date") }} as as_of_date
        on timeline.activity_date <= as_of_date.as_of_date
    left join {{ ref("orders") }} as orders
        on
            timeline.fact = 'orders'
            and timeline.record_id = orders.order_id
    left join {{ ref("refunds") }} as refunds
        on
            timeline.fact = 'refunds'
            and timeline.record_id = refunds.refund_id
    left join {{ ref("support_tickets") }} as tickets
        on
            timeline.fact = 'support_tickets'
            and timeline.record_id = tickets.ticket_id

),

counted as (

    select
        customer_id,
        min(activity_date) as first_contact_date,
        max(activity_date) as last_contact_date,
        {% for channel in activity_channels() -%}
        max(activity_date) filter (where channel = '{{ channel }}') as last_{{ channel }}_date,
        {% endfor -%}
        count(*) filter (where activity_type = 'order') as orders,
        max(activity_date) filter (where activity_type = 'order') as last_order_date,
        sum(net_revenue) as net_revenue,
        count(*) filter (where activity_type = 'ticket') as tickets,
        count(*) filter (where activity_type = 'ticket' and not is_resolved) as open_tickets,
        count(*) filter (where activity_type = 'referral') as referrals
    from timeline
    group by customer_id

)

select
    customers.customer_id,
    customers.orders,
    counted.orders as counted_orders,
    customers.net_revenue,
    counted.net_revenue as counted_net_revenue
from {{ ref("customers") }} as customers
left join counted
    on customers.customer_id = counted.customer_id
where
    customers.orders <> coalesce(counted.orders, 0)
    or customers.net_revenue <> coalesce(counted.net_revenue, 0)
    or customers.tickets <> coalesce(counted.tickets, 0)
    or customers.open_tickets <> coalesce(counted.open_tickets, 0)
    or customers.referrals <> coalesce(counted.referrals, 0)
    or customers.first_contact_date is distinct from counted.first_contact_date
    or customers.last_contact_date is distinct from counted.last_contact_date
    or customers.last_order_date is distinct from counted.last_order_date
    {%- for channel in activity_channels() %}
    or customers.last_{{ channel }}_date is distinct from counted.last_{{ channel }}_date
    {%- endfor %}

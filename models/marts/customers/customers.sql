{%- set reasons = [1, 2, 3] -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

crm_customers as (

    select
        customer_id,
        email_hash,
        referred_by_customer_id
    from {{ ref("stg_customers") }}

),

attributes as (

    select * from {{ ref("int_customer_attributes") }}

),

-- Whatever became of the order.
ordering_customers as (

    select distinct stitched_rows.customer_id
    from {{ ref("orders") }} as orders
    inner join {{ ref("int_rows_stitched") }} as stitched_rows
        on
            stitched_rows.fact = 'orders'
            and orders.order_id = stitched_rows.row_id
    inner join as_of_date
        on orders.ordered_date <= as_of_date.as_of_date
    where stitched_rows.customer_id is not null

),

all_customers as (

    select customer_id from crm_customers

    union

    select customer_id from ordering_customers

),

known_customers as (

    select known.*
    from {{ ref("int_customers_known") }} as known
    inner join as_of_date
        on known.known_date <= as_of_date.as_of_date

),

contacts as (

    select * from {{ ref("int_customers_contacted") }}

),

purchases as (

    select * from {{ ref("int_customers_segmented") }}

),

answers as (

    select
        {% for survey_type in scored_surveys() -%}
        max(score) filter (where survey_type = '{{ survey_type }}') as {{ survey_type }},
        max(answered_date) filter (where survey_type = '{{ survey_type }}')
            as {{ survey_type }}_date,
        {% endfor -%}
        customer_id
    from {{ ref("int_customers_surveyed") }}
    group by customer_id

),

tickets as (

    select
        stitched_rows.customer_id,
        count(*) as tickets,
        count(*) filter (where not tickets.is_resolved) as open_tickets
    from {{ ref("support_tickets") }} as tickets
    inner join {{ ref("int_rows_stitched") }} as stitched_rows
        on
            stitched_rows.fact = 'support_tickets'
            and tickets.ticket_id = stitched_rows.row_id
    inner join as_of_date
        on tickets.created_date <= as_of_date.as_of_date
    group by stitched_rows.customer_id

),

scores as (

    select * from {{ ref("customer_engagement_monthly") }}
    qualify month_start = max(month_start) over ()

),

health as (

    select * from {{ ref("int_customers_health") }}

),

final as (

    select
        all_customers.customer_id,
        crm_customers.email_hash,

        {% for attribute in [
            "customer_segment", "country", "region", "age_group", "customer_type", "brand",
            "subscription_level", "acquisition_source", "acquisition_type",
        ] -%}
        {{ known_or_none("attributes." ~ attribute) }} as {{ attribute }},
        {% endfor -%}
        case when attributes.is_referred then crm_customers.referred_by_customer_id end
            as referred_by_customer_id,
        crm_customers.customer_id is not null as is_in_customer_table,

        known_customers.known_date,
        attributes.created_date,
        contacts.first_contact_date,
        contacts.last_contact_date,
        {% for channel in activity_channels() -%}
        contacts.first_{{ channel }}_date,
        contacts.last_{{ channel }}_date,
        {% endfor %}
        cast(coalesce(purchases.orders, 0) as bigint) as orders,
        purchases.first_order_date,
        purchases.last_order_date,
        cast(coalesce(purchases.gross_revenue, 0) as {{ money_type() }}) as gross_revenue,
        cast(coalesce(purchases.net_revenue, 0) as {{ money_type() }}) as net_revenue,

        cast(purchases.recency_days as bigint) as recency_days,
        cast(purchases.frequency as bigint) as frequency,
        cast(purchases.monetary as {{ money_type() }}) as monetary,
        purchases.recency_quintile,
        purchases.frequency_quintile,
        purchases.monetary_quintile,
        purchases.rfm_segment,
        purchases.customer_years,
        {{ ratio("purchases.gross_revenue", "purchases.customer_years") }} as clv_annual,

        {% for survey_type in scored_surveys() -%}
        answers.{{ survey_type }},
        answers.{{ survey_type }}_date,
        {% endfor -%}
        coalesce(tickets.tickets, 0) as tickets,
        coalesce(tickets.open_tickets, 0) as open_tickets,
        cast(coalesce(contacts.referrals, 0) as bigint) as referrals,

        scores.month_start as scored_month,
        scores.score as engagement_score,
        scores.engagement_level,
        {% for reason in reasons -%}
        scores.reason_{{ reason }},
        scores.reason_{{ reason }}_value,
        scores.reason_{{ reason }}_median,
        {% endfor %}
        {% for name in ["score"] + health_parts() -%}
        cast(health.health_{{ name }} as decimal(7, 4)) as health_{{ name }}
        {%- if not loop.last %},
        {% endif %}
        {%- endfor %}
    from all_customers
    left join crm_customers
        on all_customers.customer_id = crm_customers.customer_id
    left join attributes
        on all_customers.customer_id = attributes.customer_id
    {%- for relation in [
        "known_customers", "contacts", "purchases", "answers", "tickets", "scores", "health"
    ] %}
    left join {{ relation }}
        on all_customers.customer_id = {{ relation }}.customer_id
    {%- endfor %}

)

select * from final

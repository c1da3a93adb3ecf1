with

activities as (

    select * from {{ ref("person_activity") }}
    where makes_active

),

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

known_customers as (

    select * from {{ ref("int_customers_known") }}

),

active_days as (

    select distinct
        person_id,
        customer_id,
        channel,
        activity_date
    from activities

),

-- Who is active on two channels on a day has the first of them as the day before of the second.
compared as (

    select
        *,
        lag(activity_date) over (
            partition by person_id
            order by activity_date, channel
        ) as previous_date,
        lag(activity_date) over (
            partition by person_id, channel
            order by activity_date
        ) as previous_channel_date
    from active_days

),

counted as (

    select
        {% for period_grain in checked_var("period_grains") -%}
        {{ channels_in_period(period_grain) }} as channels_in_{{ period_grain }},
        {% endfor -%}
        *
    from compared

),

final as (

    select
        counted.person_id,
        counted.activity_date,
        counted.channel,

        {% for attribute in engagement_attributes() -%}
        {{ known_or_none("customers." ~ attribute) }} as {{ attribute }},
        {% endfor -%}
        known_customers.known_date,

        counted.previous_date,
        counted.previous_channel_date,
        {%- for period_grain in checked_var("period_grains") %}
        counted.channels_in_{{ period_grain }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from counted
    left join customers
        on counted.customer_id = customers.customer_id
    left join known_customers
        on counted.customer_id = known_customers.customer_id

)

select * from final

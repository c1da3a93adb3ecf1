{%- set attributes = engagement_attributes() -%}
{%- set period = ["period_grain", "period_start"] -%}
{%- set counts = {
    "active_people": "sum(active_people)",
    "new_active_people": "sum(new_active_people)",
    "retained_people": "sum(retained_people)",
    "active_customers": "sum(active_customers)",
    "person_channels": "sum(person_channels)",
    "active_person_days": "sum(active_person_days)",
} -%}

with

active_days as (

    select * from {{ ref("int_active_days_compared") }}

),

-- A person has one value of each attribute, so that the people of its combinations add up.
people as (

    {{ active_people("active_days", attributes, "previous_date") }}

),

people_of_channels as (

    {{ active_people("active_days", ["channel"], "previous_channel_date") }}

),

final as (

    {{ per_cut_of_keys("people", period, ["all"] + attributes, counts) }}

    union all

    {{ per_cut_of_keys("people_of_channels", period, ["channel"], counts) }}

)

select * from final

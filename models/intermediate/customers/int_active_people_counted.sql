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

cuts as (

    {{ per_cut_of_keys("people", period, ["all"] + attributes, counts) }}

    union all

    {{ per_cut_of_keys("people_of_channels", period, ["channel"], counts) }}

),

-- With the period after an active one, in which those who stayed away are seen.
shown_cuts as (

    select * from cuts

    union all

    select
        cuts.period_grain,
        periods.period_start,
        cuts.dimension,
        cuts.dimension_value,
        {%- for name in counts %}
        0 as {{ name }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from cuts
    inner join {{ ref("int_periods") }} as periods
        on
            cuts.period_grain = periods.period_grain
            and cuts.period_start = {{ previous_period_start(
                "periods.period_grain", "periods.period_start"
            ) }}

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        {%- for name, count in counts.items() %}
        {{ count }} as {{ name }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from shown_cuts
    group by all

)

select * from final

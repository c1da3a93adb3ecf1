{{ config(materialized="view") }} {#- a case many times; only sums of them are kept -#}

with

cases as (

    select * from {{ ref("int_lift_cases") }}

),

outcomes as (

    {% for days in checked_var("lift_windows") -%}
    {%- set last_window = loop.last -%}
    {%- for outcome in lift_outcomes() -%}
    select
        '{{ outcome }}' as outcome,
        cast({{ days }} as bigint) as window_days,
        customer_id,
        engagement_level,
        stratum,
        placebo_stratum,
        {{ outcome }}_{{ days }} as value,
        placebo_{{ outcome }} as placebo_value
    from cases
    where {{ outcome }}_{{ days }} is not null
    {%- if not (loop.last and last_window) %}

    union all

    {% endif %}
    {%- endfor %}
    {%- endfor %}

),

-- The outcome, and what the same customers did before: no difference may show there.
subjects as (

    select
        outcome,
        window_days,
        'outcome' as subject,
        customer_id,
        engagement_level,
        stratum,
        value
    from outcomes

    union all

    select
        outcome,
        window_days,
        'placebo' as subject,
        customer_id,
        engagement_level,
        placebo_stratum as stratum,
        placebo_value as value
    from outcomes

),

sides as (

    {{ lift_sides() }}

),

-- To compare means as they are is to have one stratum.
final as (

    select
        sides.compared_with,
        subjects.outcome,
        subjects.window_days,
        sides.method,
        subjects.subject,
        sides.side,
        subjects.customer_id,
        case when sides.method = 'strata' then subjects.stratum else 'everybody' end as stratum,
        subjects.value
    from subjects
    inner join sides
        on subjects.engagement_level = sides.engagement_level

)

select * from final

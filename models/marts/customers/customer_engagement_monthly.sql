{%- set part_names = engagement_parts() %}

with

windows as (

    select
        *,
        coalesce({{ rounded_ratio("points", "active_days") }}, 0) as points_per_active_day
    from {{ ref("int_engagement_windows") }}

),

engagement_levels as (

    select * from {{ ref("engagement_levels") }}

),

-- The seed in one row, so that the formula is written with columns.
part_settings as (

    select
        {% for name in part_names -%}
        max(weight) filter (where engagement_part = '{{ name }}') as {{ name }}_weight,
        max(target) filter (where engagement_part = '{{ name }}') as {{ name }}_target,
        max(part_order) filter (where engagement_part = '{{ name }}') as {{ name }}_order,
        {% endfor -%}
        sum(weight) as total_weight
    from {{ ref("engagement_parts") }}

),

parts as (

    select
        {% for name in part_names -%}
        part_settings.{{ name }}_weight,
        part_settings.{{ name }}_order,
        {{ engagement_part("windows." ~ name, "part_settings." ~ name ~ "_target") }}
            as {{ name }}_part,
        {% endfor -%}
        part_settings.total_weight,
        windows.*
    from windows
    cross join part_settings

),

scored as (

    select
        *,
        {{ engagement_score("total_weight") }} as score
    from parts

),

-- Scores are fewer than customers, so that each is compared with the levels once.
scores as (

    select distinct
        score,
        last_feeling
    from scored

),

score_levels as (

    select
        scores.score,
        scores.last_feeling,
        min_by(engagement_levels.engagement_level, engagement_levels.level_order)
            as engagement_level
    from scores
    inner join engagement_levels
        on
            scores.score >= engagement_levels.score_from
            and {{ has_feeling_of_level("scores.last_feeling", "engagement_levels.feeling") }}
    group by all

),

medians as (

    select
        {% for name in part_names -%}
        {{ exact_median(name) }} as {{ name }}_median,
        {{ exact_median(name ~ "_part") }} as {{ name }}_part_median,
        {% endfor -%}
        month_start
    from scored
    group by month_start

),

distances as (

    select
        {% for name in part_names -%}
        medians.{{ name }}_median,
        abs(scored.{{ name }}_part - medians.{{ name }}_part_median) as {{ name }}_distance,
        {% endfor -%}
        scored.*
    from scored
    inner join medians
        on scored.month_start = medians.month_start

),

places as (

    select
        {% for name in part_names -%}
        {{ reason_place(name) }} as {{ name }}_place,
        {% endfor -%}
        *
    from distances

),

final as (

    select
        places.customer_id,
        places.month_start,

        places.is_new,

        {% for name in part_names -%}
        places.{{ name }},
        cast(places.{{ name }}_part as decimal(7, 4)) as {{ name }}_part,
        {% endfor %}
        {% for place in range(1, 4) -%}
        {{ of_reason(place, "'{name}'") }} as reason_{{ place }},
        {{ of_reason(place, "cast(places.{name} as decimal(18, 4))") }}
            as reason_{{ place }}_value,
        {{ of_reason(place, "places.{name}_median") }} as reason_{{ place }}_median,
        {% endfor %}
        cast(places.score as decimal(7, 4)) as score,
        places.last_feeling,
        score_levels.engagement_level
    from places
    -- Left: a score that no level holds shows as one without a level, and fails the contract.
    left join score_levels
        on
            places.score = score_levels.score
            and places.last_feeling is not distinct from score_levels.last_feeling

)

select * from final

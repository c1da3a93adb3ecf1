{#-
    Nothing is lost between readings, and nothing counted twice, also where a counter falls. Posts
    with daily numbers have no last reading that would tell of all of them.
-#}
{{ config(
    group="social",
    meta={
        "failure":
            "The daily changes of a post in social_post_daily do not add up to its last reading.",
    },
) }}

with

last_readings as (

    select
        post_id,
        {%- for counter in all_post_counters() %}
        max_by({{ counter }}, captured_at) filter (where {{ counter }} is not null)
            as {{ counter }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref("stg_social_posts") }}
    group by post_id
    having not bool_or(coalesce(is_daily, false))

),

days as (

    select
        post_id,
        {%- for counter in all_post_counters() %}
        sum({{ counter }}) as {{ counter }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref("social_post_daily") }}
    group by post_id

)

select last_readings.post_id
from last_readings
left join days
    on last_readings.post_id = days.post_id
where
    {%- for counter in all_post_counters() %}
    {% if not loop.first %}or {% endif -%}
    last_readings.{{ counter }} is distinct from days.{{ counter }}
    {%- endfor %}

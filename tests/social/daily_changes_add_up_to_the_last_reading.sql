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

{%- set counters = all_post_counters() %}

with

last_readings as (

    select
        post_id,
        {%- for name in counters %}
        max_by({{ name }}, captured_at) filter (where {{ name }} is not null) as {{ name }},
        {%- endfor %}
        count(*) as readings
    from {{ ref("stg_social_posts") }}
    group by post_id
    having not bool_or(coalesce(is_daily, false))

),

days as (

    select
        post_id,
        {%- for name in counters %}
        sum({{ name }}) as {{ name }},
        {%- endfor %}
        count(*) as days
    from {{ ref("social_post_daily") }}
    group by post_id

)

select
    post_id,
    {{ counters | join(", ") }}
from last_readings
where coalesce({{ counters | join(", ") }}) is not null

except

select
    post_id,
    {{ counters | join(", ") }}
from days

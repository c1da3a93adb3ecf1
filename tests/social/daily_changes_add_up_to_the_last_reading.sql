{#- Nothing is lost between readings, and nothing counted twice, also where a counter falls. -#}
{{ config(group="social") }}

with

days as (

    select
        post_id,
        {%- for counter in post_counters() %}
        sum({{ counter }}) as {{ counter }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref("social_post_daily") }}
    group by post_id

)

select
    posts.post_id
from {{ ref("social_posts") }} as posts
left join days
    on posts.post_id = days.post_id
where
    {%- for counter in post_counters() %}
    posts.{{ counter }} is distinct from days.{{ counter }}
    {%- if not loop.last %}
    or{% endif %}
    {%- endfor %}

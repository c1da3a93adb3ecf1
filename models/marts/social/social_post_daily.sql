{%- set counts = all_post_counters() + [
    "interactions", "interactions_with_impressions", "interactions_with_reach",
] -%}

with

changes as (

    select * from {{ ref("int_social_posts_compared") }}
    where coalesce({{ all_post_counters() | join(", ") }}) is not null

),

posts as (

    select
        post_id,
        platform,
        post_type,
        topic,
        campaign,
        brand
    from {{ ref("social_posts") }}

),

days as (

    select
        post_id,
        captured_date,
        {%- for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from changes
    group by
        post_id,
        captured_date

),

final as (

    select
        days.post_id,

        posts.platform,
        posts.post_type,
        posts.topic,
        posts.campaign,
        posts.brand,

        {%- for count in counts %}
        days.{{ count }},
        {%- endfor %}

        days.captured_date
    from days
    inner join posts
        on days.post_id = posts.post_id

)

select * from final

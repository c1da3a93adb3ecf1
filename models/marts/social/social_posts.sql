{%- set dimensions = ["post_type", "topic", "campaign"] -%}

with

readings as (

    select * from {{ ref("stg_social_posts") }}

),

-- A reading may lack a value: of each column the last known value is taken.
posts as (

    select
        post_id,
        {%- for column in ["account_id", "platform", "brand"] + dimensions %}
        max_by({{ column }}, captured_at) filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        count(*) as readings,
        max_by(published_at, captured_at) as published_at,
        max(captured_at) as last_captured_at
    from readings
    group by post_id

),

-- The changes of a counter add up to its last known value, and to the sum of its days.
counts as (

    select
        post_id,
        {%- for counter in all_post_counters() %}
        cast(sum({{ counter }}) as bigint) as {{ counter }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref("int_social_posts_compared") }}
    group by post_id

),

final as (

    select
        posts.post_id,
        posts.account_id,

        posts.platform,
        {%- for dimension in dimensions %}
        {{ known_or_none("posts." ~ dimension) }} as {{ dimension }},
        {%- endfor %}
        {{ brand_of("posts.brand") }} as brand,

        posts.readings,
        {%- for counter in all_post_counters() %}
        counts.{{ counter }},
        {%- endfor %}
        {{ post_interactions("counts.likes", "counts.comments", "counts.shares") }} as interactions,

        posts.published_at,
        {{ local_date("posts.published_at") }} as published_date,
        posts.last_captured_at
    from posts
    left join counts
        on posts.post_id = counts.post_id

)

select * from final

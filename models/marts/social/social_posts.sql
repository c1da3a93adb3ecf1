{%- set dimensions = ["post_type", "topic", "campaign"] -%}

with

readings as (

    select * from {{ ref("stg_social_posts") }}

),

-- A reading may lack a value: of each column the last known value is taken.
posts as (

    select
        post_id,
        {%- for column in ["account_id", "platform"] + dimensions + post_counters() %}
        max_by({{ column }}, captured_at) filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        count(*) as readings,
        max_by(published_at, captured_at) as published_at,
        max(captured_at) as last_captured_at
    from readings
    group by post_id

),

final as (

    select
        post_id,
        account_id,

        platform,
        {%- for dimension in dimensions %}
        {{ known_or_none(dimension) }} as {{ dimension }},
        {%- endfor %}

        readings,
        impressions,
        reach,
        views,
        likes,
        comments,
        shares,
        saves,
        link_clicks,
        {{ post_interactions("likes", "comments", "shares") }} as interactions,

        published_at,
        {{ local_date("published_at") }} as published_date,
        last_captured_at
    from posts

)

select * from final

with

readings as (

    select * from {{ ref("stg_social_posts") }}

),

changes as (

    select
        post_id,
        captured_at,
        {%- for counter in post_counters() %}
        {{ counter_change(counter, "post_id", "captured_at") }} as {{ counter }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from readings

),

final as (

    select
        post_id,

        impressions,
        reach,
        views,
        likes,
        comments,
        shares,
        saves,
        link_clicks,
        {{ post_interactions("likes", "comments", "shares") }} as interactions,
        {{ interactions_with("interactions", "impressions") }} as interactions_with_impressions,
        {{ interactions_with("interactions", "reach") }} as interactions_with_reach,

        captured_at,
        {{ local_date("captured_at") }} as captured_date
    from changes

)

select * from final

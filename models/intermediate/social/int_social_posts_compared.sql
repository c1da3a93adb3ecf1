with

readings as (

    select
        *,
        case when is_daily then {{ local_date("captured_at") }} end as counted_day
    from {{ ref("stg_social_posts") }}

),

changes as (

    select
        post_id,
        captured_at,
        {%- for counter in all_post_counters() %}
        {{ counter_change(counter, "post_id, counted_day", "captured_at") }} as {{ counter }}
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
        organic_impressions,
        paid_impressions,
        organic_views,
        paid_views,
        {{ post_interactions("likes", "comments", "shares") }} as interactions,
        {{ interactions_with("interactions", "impressions") }} as interactions_with_impressions,
        {{ interactions_with("interactions", "reach") }} as interactions_with_reach,

        captured_at,
        {{ local_date("captured_at") }} as captured_date
    from changes

)

select * from final

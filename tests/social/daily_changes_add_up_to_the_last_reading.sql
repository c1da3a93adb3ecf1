{#- Nothing is lost between readings, and nothing counted twice, also where a counter falls. -#}
{{ config(
    group="social",
    meta={
        "failure":
            "The daily changes of a post in social_post_daily do not add up to its last reading.",
    },
) }}

with

days as (

    select
        post_id,
        sum(impressions) as impressions,
        sum(reach) as reach,
        sum(views) as views,
        sum(likes) as likes,
        sum(comments) as comments,
        sum(shares) as shares,
        sum(saves) as saves,
        sum(link_clicks) as link_clicks
    from {{ ref("social_post_daily") }}
    group by post_id

)

select posts.post_id
from {{ ref("social_posts") }} as posts
left join days
    on posts.post_id = days.post_id
where
    posts.impressions is distinct from days.impressions
    or posts.reach is distinct from days.reach
    or posts.views is distinct from days.views
    or posts.likes is distinct from days.likes
    or posts.comments is distinct from days.comments
    or posts.shares is distinct from days.shares
    or posts.saves is distinct from days.saves
    or posts.link_clicks is distinct from days.link_clicks

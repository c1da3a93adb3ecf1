{#- The months of 'all' hold every post, change, comment and mention exactly once. -#}
{{ config(
    group="social",
    meta={
        "failure":
            "The months of social_metrics do not hold every post, reading, comment and mention "
            "exactly once.",
    },
) }}

with

metrics as (

    select
        coalesce(sum(posts), 0) as posts,
        coalesce(sum(impressions), 0) as impressions,
        coalesce(sum(likes), 0) as likes,
        coalesce(sum(comments), 0) as comments,
        coalesce(sum(post_interactions), 0) as post_interactions,
        coalesce(sum(total_interactions), 0) as total_interactions,
        coalesce(sum(judged_comments), 0) as judged_comments,
        coalesce(sum(comment_reply_minutes), 0) as comment_reply_minutes,
        coalesce(sum(mentions), 0) as mentions
    from {{ ref("social_metrics") }}
    where
        dimension = 'all'
        and period_grain = 'month'

),

posts as (

    select
        count(*) as posts,
        coalesce(sum(impressions), 0) as impressions,
        coalesce(sum(likes), 0) as likes,
        coalesce(sum(comments), 0) as comments,
        coalesce(sum(interactions), 0) as interactions
    from {{ ref("social_posts") }}

),

comments as (

    select
        count(*) filter (where is_counted) as counted_comments,
        count(sentiment) filter (where not is_brand_reply) as judged_comments,
        coalesce(sum(reply_minutes) filter (where is_answerable), 0) as comment_reply_minutes
    from {{ ref("social_comments") }}

),

mentions as (

    select count(*) as mentions from {{ ref("stg_social_mentions") }}

)

select metrics.*
from metrics
cross join posts
cross join comments
cross join mentions
where
    metrics.posts <> posts.posts
    or metrics.impressions <> posts.impressions
    or metrics.likes <> posts.likes
    or metrics.comments <> posts.comments + comments.counted_comments
    or metrics.post_interactions <> posts.interactions + comments.counted_comments
    or metrics.total_interactions <> metrics.post_interactions + mentions.mentions
    or metrics.judged_comments <> comments.judged_comments
    or metrics.comment_reply_minutes <> comments.comment_reply_minutes
    or metrics.mentions <> mentions.mentions

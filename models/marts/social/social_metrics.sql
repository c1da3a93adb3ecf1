{%- set dimensions = ["platform", "post_type", "topic", "campaign", "platform x post_type"] -%}
{#- Followers are an account's: only these dimensions cut them [follower-dimensions]. -#}
{%- set platform_dimensions = ["platform", "platform x post_type"] -%}
{%- set parts_of_facts = [
    "post_parts", "change_parts", "comment_parts", "mention_parts", "follower_parts",
] -%}
{%- set summed = post_counters() + ["interactions_with_impressions", "interactions_with_reach"] -%}
{#- No metric of this table counts people. -#}
{%- set unknown = "cast(null as " ~ dbt.type_string() ~ ")" -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

periods as (

    select * from {{ ref("int_periods") }}

),

-- Facts with their dimensions.
posts as (

    select * from {{ ref("social_posts") }}

),

changes as (

    select * from {{ ref("social_post_daily") }}

),

comments as (

    select * from {{ ref("social_comments") }}
    where not is_brand_reply

),

mentions as (

    select
        mention_id,
        platform,
        {{ unknown }} as post_type,
        {{ unknown }} as topic,
        {{ unknown }} as campaign,
        replied_at,
        {{ reply_minutes("mentioned_at", "replied_at") }} as reply_minutes,
        {{ local_date("mentioned_at") }} as mentioned_date
    from {{ ref("stg_social_mentions") }}

),

followers as (

    select
        platform,
        account_id,
        follower_date,
        followers
    from {{ ref("stg_social_followers") }}

),

-- The parts, one row per period and cut. The platform tells which followers a row looks at.
post_parts as (

    {{ per_cut("posts", "published_date", dimensions, {
        "platform": "max(platform)",
        "posts": "count(*)",
    }) }}

),

change_parts as (

    {%- set measures = {"platform": "max(platform)"} -%}
    {%- for part in summed %}{% do measures.update({part: "sum(" ~ part ~ ")"}) %}{% endfor %}

    {{ per_cut("changes", "captured_date", dimensions, measures) }}

),

comment_parts as (

    {{ per_cut("comments", "commented_date", dimensions, {
        "platform": "max(platform)",
        "counted_comments": "sum(1) filter (where is_counted)",
        "judged_comments": "count(sentiment)",
        "positive_comments": "count(*) filter (where sentiment = 'positive')",
        "question_comments": "count(*) filter (where sentiment = 'question')",
        "negative_comments": "count(*) filter (where sentiment = 'negative')",
        "answerable_comments": "count(*) filter (where is_answerable)",
        "answered_comments": "count(*) filter (where is_answerable and is_answered)",
        "comment_reply_minutes": "sum(reply_minutes) filter (where is_answerable)",
    }) }}

),

mention_parts as (

    {{ per_cut("mentions", "mentioned_date", dimensions, {
        "platform": "max(platform)",
        "mentions": "count(*)",
        "answered_mentions": "count(replied_at)",
        "mention_reply_minutes": "sum(reply_minutes)",
    }) }}

),

follower_parts as (

    {{ per_cut("followers", "follower_date", ["platform"], {
        "platform": "max(platform)",
    }) }}

),

first_activity as (

    {{ first_activity([
        {"facts": "posts", "date": "published_date"},
        {"facts": "changes", "date": "captured_date"},
        {"facts": "comments", "date": "commented_date"},
        {"facts": "mentions", "date": "mentioned_date"},
        {"facts": "followers", "date": "follower_date"},
    ]) }}

),

row_keys as (

    {{ metric_row_keys("periods", "first_activity", parts_of_facts) }}

),

-- Followers at the end of each period: a stock, so that every account has its last count in it.
follower_periods as (

    select
        period_grain,
        period_start,
        {{ period_end_of("period_grain", "period_start") }} as period_end
    from row_keys
    where dimension = 'all'

),

account_followers as (

    select
        follower_periods.period_grain,
        follower_periods.period_start,
        followers.platform,
        followers.account_id,
        max_by(followers.followers, followers.follower_date) as followers
    from follower_periods
    inner join followers
        on {{ is_current_follower_count("followers.follower_date", "follower_periods.period_end") }}
    group by all

),

platform_followers as (

    select
        period_grain,
        period_start,
        platform,
        sum(followers) as followers
    from account_followers
    group by all

),

all_followers as (

    select
        period_grain,
        period_start,
        sum(followers) as followers
    from platform_followers
    group by all

),

parts as (

    select
        row_keys.period_grain,
        row_keys.period_start,
        row_keys.dimension,
        row_keys.dimension_value,
        coalesce(
            post_parts.platform,
            change_parts.platform,
            comment_parts.platform,
            mention_parts.platform,
            follower_parts.platform
        ) as platform,

        coalesce(post_parts.posts, 0) as posts,
        {%- for counter in summed if counter != "comments" %}
        change_parts.{{ counter }},
        {%- endfor %}
        {{ known_sum(["change_parts.comments", "comment_parts.counted_comments"]) }} as comments,
        coalesce(comment_parts.judged_comments, 0) as judged_comments,
        coalesce(comment_parts.positive_comments, 0) as positive_comments,
        coalesce(comment_parts.question_comments, 0) as question_comments,
        coalesce(comment_parts.negative_comments, 0) as negative_comments,
        coalesce(comment_parts.answerable_comments, 0) as answerable_comments,
        coalesce(comment_parts.answered_comments, 0) as answered_comments,
        coalesce(comment_parts.comment_reply_minutes, 0) as comment_reply_minutes,
        coalesce(mention_parts.mentions, 0) as mentions,
        coalesce(mention_parts.answered_mentions, 0) as answered_mentions,
        coalesce(mention_parts.mention_reply_minutes, 0) as mention_reply_minutes
    from row_keys
    {{ join_metric_parts("row_keys", parts_of_facts) }}

),

parts_with_followers as (

    select
        parts.*,
        {{ post_interactions("parts.likes", "parts.comments", "parts.shares") }}
            as post_interactions,
        case
            when parts.dimension in ('{{ platform_dimensions | join("', '") }}')
                then platform_followers.followers
            else all_followers.followers
        end as followers
    from parts
    left join all_followers
        on
            parts.period_grain = all_followers.period_grain
            and parts.period_start = all_followers.period_start
    left join platform_followers
        on
            parts.period_grain = platform_followers.period_grain
            and parts.period_start = platform_followers.period_start
            and parts.platform = platform_followers.platform

),

-- Growth compares with the row of the period before; where there is none, it is unknown.
compared as (

    select
        parts_with_followers.*,
        {{ is_period_complete(
            period_end_of("parts_with_followers.period_grain", "parts_with_followers.period_start"),
            "as_of_date.as_of_date"
        ) }} as is_complete,
        previous.period_start >= first_activity.first_activity_date as is_previous_whole,
        previous.followers as followers_previous
    from parts_with_followers
    cross join as_of_date
    cross join first_activity
    left join parts_with_followers as previous
        on
            parts_with_followers.period_grain = previous.period_grain
            and {{ previous_period_start(
                "parts_with_followers.period_grain", "parts_with_followers.period_start"
            ) }} = previous.period_start
            and parts_with_followers.dimension = previous.dimension
            and parts_with_followers.dimension_value = previous.dimension_value

),

grown as (

    select
        *,
        coalesce(post_interactions, 0) + mentions as total_interactions,
        case
            when {{ is_comparable("is_complete", "is_previous_whole") }}
                then followers - followers_previous
        end as followers_change
    from compared

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        cast(posts as bigint) as posts,
        cast(impressions as bigint) as impressions,
        cast(reach as bigint) as reach,
        cast(views as bigint) as views,
        cast(likes as bigint) as likes,
        cast(comments as bigint) as comments,
        cast(shares as bigint) as shares,
        cast(saves as bigint) as saves,
        cast(link_clicks as bigint) as link_clicks,
        cast(post_interactions as bigint) as post_interactions,
        cast(interactions_with_impressions as bigint) as interactions_with_impressions,
        cast(interactions_with_reach as bigint) as interactions_with_reach,
        cast(mentions as bigint) as mentions,
        cast(total_interactions as bigint) as total_interactions,
        cast(judged_comments as bigint) as judged_comments,
        cast(positive_comments as bigint) as positive_comments,
        cast(question_comments as bigint) as question_comments,
        cast(negative_comments as bigint) as negative_comments,
        cast(answerable_comments as bigint) as answerable_comments,
        cast(answered_comments as bigint) as answered_comments,
        cast(comment_reply_minutes as decimal(38, 8)) as comment_reply_minutes,
        cast(answered_mentions as bigint) as answered_mentions,
        cast(mention_reply_minutes as decimal(38, 8)) as mention_reply_minutes,
        cast(followers as bigint) as followers,
        cast(followers_previous as bigint) as followers_previous,
        cast(followers_change as bigint) as followers_change,

        {{ ratio("interactions_with_impressions", "impressions", 100) }}
            as engagement_rate_by_impressions,
        {{ ratio("interactions_with_reach", "reach", 100) }} as engagement_rate_by_reach,
        {{ ratio("post_interactions", "followers", 100) }} as engagement_rate_by_followers,
        {{ ratio("post_interactions", "posts") }} as interactions_per_post,
        {{ ratio("positive_comments", "judged_comments", 100) }} as positive_comment_share,
        {{ ratio("question_comments", "judged_comments", 100) }} as question_comment_share,
        {{ ratio("negative_comments", "judged_comments", 100) }} as negative_comment_share,
        {{ ratio("answered_comments", "answerable_comments", 100) }} as comment_reply_rate,
        {{ ratio("comment_reply_minutes", "answered_comments") }} as avg_comment_reply_minutes,
        {{ ratio("answered_mentions", "mentions", 100) }} as mention_reply_rate,
        {{ ratio("mention_reply_minutes", "answered_mentions") }} as avg_mention_reply_minutes,
        {{ ratio("followers_change", "followers_previous", 100) }} as follower_growth
    from grown

)

select * from final

{%- set dimensions = [
    "platform", "post_type", "topic", "campaign", "brand", "platform x post_type",
] -%}
{%- set without_post = ["post_type", "topic", "campaign"] -%}
{%- set minutes = "decimal(38, 8)" -%}
{%- set rated = ["interactions_with_impressions", "interactions_with_reach"] -%}
{%- set counters = sums_of(post_counters() + rated) -%}
{%- set groups = [
    {"facts": "posts", "date": "published_date", "parts": {"posts": part_count()}},
    {"facts": "changes", "date": "captured_date", "parts": counters},
    {"facts": "comments", "date": "commented_date", "parts": {
        "comments": part_sum("1", condition="is_counted"),
        "judged_comments": part_count("sentiment is not null"),
        "positive_comments": part_count("sentiment = 'positive'"),
        "question_comments": part_count("sentiment = 'question'"),
        "negative_comments": part_count("sentiment = 'negative'"),
        "answerable_comments": part_count("is_answerable"),
        "answered_comments": part_count("is_answerable and is_answered"),
        "comment_reply_minutes":
            part_sum("reply_minutes", minutes, empty=0, condition="is_answerable"),
    }},
    {"facts": "mentions", "date": "mentioned_date", "lacks": without_post, "parts": {
        "mentions": part_count(),
        "answered_mentions": part_count("replied_at is not null"),
        "mention_reply_minutes": part_sum("reply_minutes", minutes, empty=0),
    }},
    {"facts": "followers", "date": "follower_date", "dimensions": ["platform", "brand"],
        "parts": {}},
] -%}

with

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
        platform,
        {{ brand_of("brand") }} as brand,
        replied_at,
        {{ reply_minutes("mentioned_at", "replied_at") }} as reply_minutes,
        {{ local_date("mentioned_at") }} as mentioned_date
    from {{ ref("stg_social_mentions") }}

),

followers as (

    select
        platform,
        account_id,
        {{ brand_of("brand") }} as brand,
        followers,
        follower_date
    from {{ ref("stg_social_followers") }}

),

parts as (

    {{ metrics_table(dimensions, groups) }}

),

first_activity as (

    {{ first_activity(groups) }}

),

-- Followers at the end of each period. They are a stock: of each account the last count is taken.
account_followers as (

    select
        parts.period_grain,
        parts.period_start,
        followers.platform,
        followers.account_id,
        max_by(followers.brand, followers.follower_date) as brand,
        max_by(followers.followers, followers.follower_date) as followers
    from parts
    inner join followers
        on {{ is_current_follower_count(
            "followers.follower_date", period_end_of("parts.period_grain", "parts.period_start")
        ) }}
    where parts.dimension = 'all'
    group by all

),

cut_followers as (

    {{ per_cut_of_keys(
        "account_followers", ["period_grain", "period_start"], ["all", "platform", "brand"],
        {"followers": "cast(sum(followers) as bigint)"}
    ) }}

),

-- The platform that is in each value of the dimension 'platform x post_type'.
pairs as (

    {% for group in groups if not group.dimensions -%}
    select
        {{ dimension_value("platform x post_type", group.lacks or []) }} as dimension_value,
        platform
    from {{ group.facts }}
    {%- if not loop.last %}

    union distinct

    {% endif %}
    {%- endfor %}

),

-- Followers belong to an account, not to a post: only platform and brand cut them. Rows of the
-- other dimensions have the total [follower-dimensions].
with_followers as (

    select
        parts.*,
        cast({{ post_interactions("parts.likes", "parts.comments", "parts.shares") }} as bigint)
            as post_interactions,
        cut_followers.followers
    from parts
    left join pairs
        on
            parts.dimension = 'platform x post_type'
            and parts.dimension_value = pairs.dimension_value
    left join cut_followers
        on
            parts.period_grain = cut_followers.period_grain
            and parts.period_start = cut_followers.period_start
            and case
                when parts.dimension in ('platform', 'brand') then parts.dimension
                when pairs.platform is not null then 'platform'
                else 'all'
            end = cut_followers.dimension
            and case
                when parts.dimension in ('platform', 'brand') then parts.dimension_value
                else coalesce(pairs.platform, 'all')
            end = cut_followers.dimension_value

),

-- Growth compares with the row of the period before; without such a row it is null.
compared as (

    select
        *,
        {{ in_period_before("followers") }} as followers_previous
    from with_followers

),

final as (

    select
        compared.*,
        coalesce(compared.post_interactions, 0) + compared.mentions as total_interactions,
        {{ change_since("followers", "followers_previous") }} as followers_change,

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
    from compared
    cross join first_activity

)

select * from final

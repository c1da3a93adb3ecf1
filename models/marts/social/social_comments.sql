with

comments as (

    select
        comment_id,
        post_id,
        parent_comment_id,
        author_id,
        customer_id,
        platform,
        sentiment,
        brand,
        coalesce(is_brand_reply, false) as is_brand_reply,
        body,
        commented_at
    from {{ ref("stg_social_comments") }}

),

posts as (

    select
        post_id,
        post_type,
        topic,
        campaign,
        brand,
        comments
    from {{ ref("social_posts") }}

),

first_replies as (

    select
        comments.comment_id,
        min(replies.commented_at) as first_reply_at
    from comments
    inner join comments as replies
        on
            comments.comment_id = replies.parent_comment_id
            and replies.is_brand_reply
            and {{ is_brand_answer("comments.commented_at", "replies.commented_at") }}
    where not comments.is_brand_reply
    group by comments.comment_id

),

final as (

    select
        comments.comment_id,
        comments.post_id,
        comments.parent_comment_id,
        comments.author_id,
        comments.customer_id,

        comments.platform,
        {{ known_or_none("posts.post_type") }} as post_type,
        {{ known_or_none("posts.topic") }} as topic,
        {{ known_or_none("posts.campaign") }} as campaign,
        {{ brand_of("comments.brand, posts.brand") }} as brand,
        comments.sentiment,
        {{ script_of_text("comments.body") }} as body_script,

        comments.is_brand_reply,
        {{ is_counted_comment("comments.is_brand_reply", "posts.comments") }} as is_counted,
        {{ is_answerable_comment("comments.is_brand_reply", "comments.sentiment") }}
            as is_answerable,
        first_replies.first_reply_at is not null as is_answered,

        cast(length(comments.body) as bigint) as body_length,
        {{ reply_minutes("comments.commented_at", "first_replies.first_reply_at") }}
            as reply_minutes,

        comments.commented_at,
        {{ local_date("comments.commented_at") }} as commented_date,
        first_replies.first_reply_at
    from comments
    left join posts
        on comments.post_id = posts.post_id
    left join first_replies
        on comments.comment_id = first_replies.comment_id

)

select * from final

-- Which posts start conversations?
-- One row per post with comments whose text is known, the most people first. A conversation is more
-- than a comment: people is how many different authors wrote, questions how many comments ask
-- something, answered how many of those that wait for an answer (answerable) have one.
-- comments_per_1000_impressions compares posts that many saw with posts that few saw; it is null
-- where nobody counted the impressions.

with

comments as (

    select * from {{ ref("social_comments") }}
    where not is_brand_reply

),

conversations as (

    select
        post_id,
        count(*) as comments,
        count(distinct author_id) as people,
        count(*) filter (where sentiment = 'question') as questions,
        count(*) filter (where is_answerable) as answerable,
        count(*) filter (where is_answerable and is_answered) as answered
    from comments
    where post_id is not null
    group by post_id

),

final as (

    select
        posts.post_id,
        posts.platform,
        posts.post_type,
        posts.topic,
        posts.published_date,
        conversations.comments,
        conversations.people,
        conversations.questions,
        conversations.answerable,
        conversations.answered,
        posts.impressions,
        {{ ratio("conversations.comments", "posts.impressions", 1000) }}
            as comments_per_1000_impressions
    from {{ ref("social_posts") }} as posts
    inner join conversations
        on posts.post_id = conversations.post_id

)

select * from final
order by people desc, comments desc, post_id asc

-- From a page's exported post statistics to the contract's social_posts and social_followers: see
-- README.md. Reads the variable facebook_posts (a CSV file) and writes into the folder raw.

create temp table posts as
select
    'FB-' || lpad(cast(row_number() over () as varchar), 3, '0') as post_id,
    *
from read_csv(getvariable('facebook_posts'));

copy (
    select
        post_id,
        'facebook' as platform,
        'page' as account_id,
        -- Month and hour are the file's; it does not tell the day.
        make_timestamp(2014, post_month, 1, post_hour, 0, 0) as published_at,
        -- One reading of lifetime counters: its changes are all dated here.
        timestamp '2014-12-31 23:59:59' as captured_at,
        lower(type) as post_type,
        case category
            when 1 then 'action'
            when 2 then 'product'
            when 3 then 'inspiration'
        end as topic,
        case when paid = 1 then 'paid' end as campaign,
        lifetime_post_total_impressions as impressions,
        lifetime_post_total_reach as reach,
        "like" as likes,
        comment as comments,
        share as shares
    from posts
    order by post_id
) to (getvariable('raw') || '/social_posts.csv') (format csv, header);

copy (
    select
        'facebook' as platform,
        'page' as account_id,
        last_day(make_date(2014, post_month, 1)) as follower_date,
        -- The page only grew, so that the most of a month is what it had at the month's last post.
        max(page_total_likes) as followers
    from posts
    group by post_month
    order by follower_date
) to (getvariable('raw') || '/social_followers.csv') (format csv, header);

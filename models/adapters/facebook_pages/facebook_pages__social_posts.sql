with

readings as (

    {{ source_rows(
        "facebook_pages",
        "lifetime_post_metrics_total",
        [
            "post_id",
            "date",
            "post_impressions",
            "post_impressions_unique",
            "post_impressions_organic",
            "post_impressions_paid",
            "post_media_view",
            "post_video_views",
            "post_video_views_organic",
            "post_video_views_paid",
            "post_reactions_anger_total",
            "post_reactions_haha_total",
            "post_reactions_like_total",
            "post_reactions_love_total",
            "post_reactions_sorry_total",
            "post_reactions_wow_total",
            "post_clicks",
        ],
        required=["post_id", "date"],
    ) }}

),

history as (

    {{ source_rows(
        "facebook_pages",
        "post_history",
        ["id", "updated_time", "created_time", "page_id", "share_count", "status_type"],
        required=["id", "updated_time"],
    ) }}

),

timed_history as (

    select
        *,
        {{ iso_time("updated_time") }} as updated_at
    from history

),

posts as (

    select *
    from timed_history
    qualify
        row_number() over (
            partition by connection, id
            order by updated_at desc nulls last, _loaded_at desc nulls last
        ) = 1

),

-- A reading has views of one kind: those of media are not comparable with those of videos, which
-- Facebook counted before. So a post that ever had the newer counter has only this one.
timed_readings as (

    select
        *,
        {{ iso_time("date") }} as captured_at,
        bool_or(post_media_view is not null) over (
            partition by connection, post_id
        ) as has_media_views
    from readings

),

-- The shares that were known at a reading, so that later ones are dated later.
shares as (

    select
        timed_readings.connection,
        timed_readings.post_id,
        timed_readings.captured_at,
        max_by(timed_history.share_count, timed_history.updated_at) as shares
    from timed_readings
    inner join timed_history
        on
            timed_readings.connection = timed_history.connection
            and timed_readings.post_id = timed_history.id
            and {{ cast_text("timed_readings.captured_at", "timestamp") }}
            >= {{ cast_text("timed_history.updated_at", "timestamp") }}
    group by
        timed_readings.connection,
        timed_readings.post_id,
        timed_readings.captured_at

),

final as (

    select
        timed_readings.connection || ':' || timed_readings.post_id as post_id,
        'facebook' as platform,
        posts.connection || ':' || posts.page_id as account_id,
        -- A post without a history is not lost: it is at most as old as its first reading says.
        coalesce(
            {{ iso_time("posts.created_time") }},
            min(timed_readings.captured_at) over (
                partition by timed_readings.connection, timed_readings.post_id
            )
        ) as published_at,
        timed_readings.captured_at,
        case lower(posts.status_type)
            when 'added_photos' then 'photo'
            when 'added_video' then 'video'
            when 'wall_post' then 'status'
            when 'mobile_status_update' then 'status'
            when 'shared_story' then 'link'
            else lower(posts.status_type)
        end as post_type,
        timed_readings.post_impressions as impressions,
        timed_readings.post_impressions_unique as reach,
        case
            when timed_readings.has_media_views then timed_readings.post_media_view
            else timed_readings.post_video_views
        end as views,
        {{ added_text([
            "timed_readings.post_reactions_anger_total",
            "timed_readings.post_reactions_haha_total",
            "timed_readings.post_reactions_like_total",
            "timed_readings.post_reactions_love_total",
            "timed_readings.post_reactions_sorry_total",
            "timed_readings.post_reactions_wow_total",
        ]) }} as likes,
        shares.shares,
        timed_readings.post_clicks as link_clicks,
        timed_readings.post_impressions_organic as organic_impressions,
        timed_readings.post_impressions_paid as paid_impressions,
        case
            when not timed_readings.has_media_views
                then timed_readings.post_video_views_organic
        end as organic_views,
        case
            when not timed_readings.has_media_views then timed_readings.post_video_views_paid
        end as paid_views,
        timed_readings.brand,
        {{ iso_time("timed_readings._loaded_at") }} as _loaded_at,
        timed_readings._is_deleted as is_deleted
    from timed_readings
    left join posts
        on
            timed_readings.connection = posts.connection
            and timed_readings.post_id = posts.id
    left join shares
        on
            timed_readings.connection = shares.connection
            and timed_readings.post_id = shares.post_id
            and timed_readings.captured_at = shares.captured_at

)

select * from final

with

readings as (

    {{ source_rows(
        "instagram_business",
        "media_insights",
        [
            "id",
            "like_count",
            "comment_count",
            "carousel_album_impressions",
            "carousel_album_reach",
            "carousel_album_saved",
            "carousel_album_shares",
            "carousel_album_views",
            "story_impressions",
            "story_reach",
            "story_shares",
            "story_views",
            "video_photo_impressions",
            "video_photo_reach",
            "video_photo_saved",
            "video_photo_shares",
            "video_photo_views",
            "reel_reach",
            "reel_saved",
            "reel_shares",
            "reel_views",
        ],
        required=["id"],
    ) }}

),

media as (

    {{ source_rows(
        "instagram_business",
        "media_history",
        [
            "id",
            "carousel_album_id",
            "created_time",
            "is_story",
            "media_type",
            "permalink",
            "user_id",
        ],
        required=["id", "created_time", "media_type"],
        latest_by=["id"],
    ) }}

),

typed_media as (

    select
        *,
        case
            when {{ is_true("is_story") }} then 'story'
            when lower(media_type) = 'carousel_album' then 'album'
            when lower(media_type) = 'image' then 'photo'
            when lower(media_type) = 'video' and permalink like '%/reel/%' then 'reel'
            else lower(media_type)
        end as post_type
    from media

),

-- A piece of an album is no post: the album has the counters of all.
typed_readings as (

    select
        readings.*,
        typed_media.post_type,
        typed_media.user_id,
        typed_media.created_time
    from readings
    left join typed_media
        on
            readings.connection = typed_media.connection
            and readings.id = typed_media.id
    where typed_media.carousel_album_id is null

),

final as (

    select
        {{ own_id("id") }} as post_id,
        'instagram' as platform,
        {{ own_id("user_id") }} as account_id,
        -- A post without a history is not lost: it is at most as old as its first reading says.
        coalesce(
            {{ iso_time("created_time") }},
            min({{ iso_time("_loaded_at") }}) over (partition by connection, id)
        ) as published_at,
        {{ iso_time("_loaded_at") }} as captured_at,
        post_type,
        case post_type
            when 'album' then carousel_album_impressions
            when 'story' then story_impressions
            when 'photo' then video_photo_impressions
            when 'video' then video_photo_impressions
        end as impressions,
        case post_type
            when 'album' then carousel_album_reach
            when 'story' then story_reach
            when 'photo' then video_photo_reach
            when 'video' then video_photo_reach
            when 'reel' then reel_reach
        end as reach,
        case post_type
            when 'album' then carousel_album_views
            when 'story' then story_views
            when 'photo' then video_photo_views
            when 'video' then video_photo_views
            when 'reel' then reel_views
        end as views,
        like_count as likes,
        comment_count as comments,
        case post_type
            when 'album' then carousel_album_shares
            when 'story' then story_shares
            when 'photo' then video_photo_shares
            when 'video' then video_photo_shares
            when 'reel' then reel_shares
        end as shares,
        case post_type
            when 'album' then carousel_album_saved
            when 'photo' then video_photo_saved
            when 'video' then video_photo_saved
            when 'reel' then reel_saved
        end as saves,
        brand,
        {{ iso_time("_loaded_at") }} as _loaded_at,
        _is_deleted as is_deleted
    from typed_readings

)

select * from final

with

days as (

    {{ source_rows(
        "facebook_pages",
        "daily_page_metrics_total",
        [
            "page_id",
            "date",
            ["page_fans", "page_follows"],
            ["page_fan_adds", "page_daily_follows", "page_daily_follows_unique"],
            ["page_fan_removes", "page_daily_unfollows", "page_daily_unfollows_unique"],
        ],
        required=["page_id", "date"],
    ) }}

),

-- Days are Californian and begin at 07:00 or 08:00 UTC, so the date of both clocks is the same.
-- A day without a count says nothing: Facebook stops counters for new days.
final as (

    select
        'facebook' as platform,
        {{ own_id("page_id") }} as account_id,
        {{ dbt.split_part("replace(date, 'T', ' ')", "' '", 1) }} as follower_date,
        page_fans as followers,
        page_fan_adds as followers_gained,
        page_fan_removes as followers_lost,
        brand,
        {{ iso_time("_loaded_at") }} as _loaded_at,
        _is_deleted as is_deleted
    from days
    where page_fans is not null

)

select * from final

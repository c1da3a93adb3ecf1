with

accounts as (

    {{ source_rows(
        "instagram_business",
        "user_history",
        ["id", "followers_count"],
        required=["id", "followers_count"],
    ) }}

),

-- Instagram keeps no past counts: the day of the load is the day of the count.
final as (

    select
        'instagram' as platform,
        {{ own_id("id") }} as account_id,
        {{ dbt.split_part("replace(_loaded_at, 'T', ' ')", "' '", 1) }} as follower_date,
        followers_count as followers,
        brand,
        {{ iso_time("_loaded_at") }} as _loaded_at,
        _is_deleted as is_deleted
    from accounts

)

select * from final

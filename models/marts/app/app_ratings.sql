with

ratings as (

    select * from {{ ref("stg_app_ratings") }}

),

final as (

    select
        rating_id,
        customer_id,

        platform,
        {{ known_or_none("app_version") }} as app_version,
        {{ known_or_none("country") }} as country,
        {{ brand_of("brand") }} as brand,

        stars,
        cast(length(body) as bigint) as body_length,

        rated_at,
        {{ local_date("rated_at") }} as rated_date
    from ratings

)

select * from final

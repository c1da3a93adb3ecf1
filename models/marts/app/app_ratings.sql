with

ratings as (

    select * from {{ ref("stg_app_ratings") }}

),

final as (

    select
        rating_id,
        customer_id,

        platform,
        coalesce(app_version, '(none)') as app_version,
        coalesce(country, '(none)') as country,

        stars,
        cast(length(body) as bigint) as body_length,

        rated_at,
        {{ local_date("rated_at") }} as rated_date
    from ratings

)

select * from final

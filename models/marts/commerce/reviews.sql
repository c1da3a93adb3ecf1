with

reviews as (

    select * from {{ ref("stg_reviews") }}

),

final as (

    select
        review_id,
        customer_id,
        product_id,

        channel as review_channel,
        {{ known_or_none("brand") }} as brand,

        rating,
        cast(length(body) as bigint) as body_length,

        reviewed_at,
        {{ local_date("reviewed_at") }} as reviewed_date
    from reviews

)

select * from final

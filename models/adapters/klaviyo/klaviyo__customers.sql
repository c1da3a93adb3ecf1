with

-- A customer of another system is not one a second time.
final as (

    select
        customer_id,
        created as created_at,
        email,
        {{ country_code("country") }} as country,
        region,
        brand,
        _loaded_at,
        _is_deleted as is_deleted
    from {{ ref("klaviyo_people") }}
    where customer_id_of_other is null

)

select * from final

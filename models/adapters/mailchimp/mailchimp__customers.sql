with

-- A customer of another system is not one a second time. Who unsubscribed is still one.
final as (

    select
        customer_id,
        created_at,
        email,
        country,
        brand,
        _loaded_at,
        is_deleted
    from {{ ref("mailchimp_members") }}
    where customer_id_of_other is null

)

select * from final

with

-- Who asks for support is a customer of the company only where it says so; a customer of another
-- system is not one a second time.
final as (

    select
        customer_id,
        created_at,
        email,
        brand,
        _loaded_at,
        _is_deleted as is_deleted
    from {{ ref("zendesk_users") }}
    where
        sender_type = 'customer'
        and customer_id_of_other is null
        and {{ is_asked_for("zendesk", "customers", "users") }}

)

select * from final

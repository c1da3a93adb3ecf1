with

contacts as (

    select * from {{ ref("hubspot_contacts") }}

),

-- One that was merged into another is none of its own any more.
final as (

    select
        {{ own_id("id") }} as customer_id,
        created_at,
        email,
        country,
        acquisition_source,
        brand,
        _loaded_at,
        is_deleted
    from contacts

)

select * from final

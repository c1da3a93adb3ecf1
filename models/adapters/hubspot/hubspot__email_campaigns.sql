with

campaigns as (

    {{ source_rows(
        "hubspot", "email_campaign", ["id", "name", "subject", "type"], required=["id"]
    ) }}

),

final as (

    select
        {{ own_id("id") }} as campaign_id,
        name,
        case lower(type)
            when 'automated_email' then 'lifecycle'
            when 'single_send_api' then 'transactional'
            when 'rss_email' then 'newsletter'
            else lower(type)
        end as email_type,
        subject,
        brand,
        _loaded_at,
        _is_deleted as is_deleted
    from campaigns

)

select * from final

with

contacts as (

    {{ source_rows(
        "hubspot",
        "contact",
        [
            "id",
            ["property_createdate", "createdate", "properties.createdate"],
            ["property_email", "email", "properties.email"],
            ["property_country", "country", "properties.country"],
            [
                "property_hs_analytics_source",
                "hs_analytics_source",
                "properties.hs_analytics_source",
            ],
            [
                "property_hs_merged_object_ids",
                "hs_merged_object_ids",
                "properties.hs_merged_object_ids",
            ],
        ],
        required=["id", "property_createdate"],
        latest_by=["id"],
    ) }}

),

-- A contact that survived two merges lists all whom it took in.
merged as (

    select
        connection,
        id as survivor_id,
        {{ each_piece("property_hs_merged_object_ids", ";") }} as merged_id
    from contacts
    where property_hs_merged_object_ids is not null

),

survivors as (

    select
        connection,
        merged_id,
        max(survivor_id) as survivor_id
    from merged
    group by
        connection,
        merged_id

),

final as (

    select
        contacts.connection,
        contacts.brand,
        contacts.id,
        coalesce(survivors.survivor_id, contacts.id) as survivor_id,
        contacts.property_createdate as created_at,
        contacts.property_email as email,
        contacts.property_country as country,
        contacts.property_hs_analytics_source as acquisition_source,
        contacts._loaded_at,
        case when survivors.survivor_id is not null then 'true' else contacts._is_deleted end
            as is_deleted
    from contacts
    left join survivors
        on
            contacts.connection = survivors.connection
            and contacts.id = survivors.merged_id

)

select * from final

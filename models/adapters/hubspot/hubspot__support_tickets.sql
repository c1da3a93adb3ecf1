with

tickets as (

    {{ source_rows(
        "hubspot",
        "ticket",
        [
            "id",
            ["property_createdate", "createdate", "properties.createdate"],
            ["property_closed_date", "closed_date", "properties.closed_date"],
            [
                "property_first_agent_reply_date",
                "first_agent_reply_date",
                "properties.first_agent_reply_date",
            ],
            ["property_source_type", "source_type", "properties.source_type"],
            [
                "property_hs_ticket_priority",
                "hs_ticket_priority",
                "properties.hs_ticket_priority",
            ],
            ["property_hubspot_owner_id", "hubspot_owner_id", "properties.hubspot_owner_id"],
            ["is_deleted", "archived"],
        ],
        required=["id", "property_createdate"],
    ) }}

),

links as (

    {{ source_rows(
        "hubspot",
        "ticket_contact",
        ["ticket_id", "contact_id"],
        required=["ticket_id", "contact_id"],
    ) }}

),

contacts as (

    select * from {{ ref("hubspot_contacts") }}

),

-- Of several contacts of a ticket the one that is known longest, by its number.
askers as (

    select
        links.connection,
        links.ticket_id,
        min_by(
            coalesce(contacts.survivor_id, links.contact_id),
            {{ cast_text("links.contact_id", "integer") }}
        ) as contact_id
    from links
    left join contacts
        on
            links.connection = contacts.connection
            and links.contact_id = contacts.id
    where not {{ is_true("links._is_deleted") }}
    group by
        links.connection,
        links.ticket_id

),

-- What a stage of a pipeline means is the account's own: a time of closing says it for all.
final as (

    select
        tickets.connection || ':' || tickets.id as ticket_id,
        tickets.connection || ':' || askers.contact_id as customer_id,
        case lower(tickets.property_source_type)
            when 'chat' then 'live_chat'
            else coalesce(lower(tickets.property_source_type), 'form')
        end as support_channel,
        lower(tickets.property_hs_ticket_priority) as priority,
        case when tickets.property_closed_date is null then 'open' else 'closed' end as status,
        tickets.property_createdate as created_at,
        tickets.property_first_agent_reply_date as first_response_at,
        tickets.property_closed_date as solved_at,
        tickets.connection || ':' || tickets.property_hubspot_owner_id as assignee,
        tickets.brand,
        tickets._loaded_at,
        coalesce(tickets._is_deleted, tickets.is_deleted) as is_deleted
    from tickets
    left join askers
        on
            tickets.connection = askers.connection
            and tickets.id = askers.ticket_id

)

select * from final

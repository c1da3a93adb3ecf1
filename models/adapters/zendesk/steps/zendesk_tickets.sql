with

tickets as (

    {{ source_rows(
        "zendesk",
        "ticket",
        [
            "id",
            "assignee_id",
            "created_at",
            "group_id",
            "priority",
            "requester_id",
            "status",
            ["via_channel", "via__channel"],
        ],
        required=["id", "created_at", "status"],
        expected=["requester_id", "via_channel", "_loaded_at"],
    ) }}

),

tags as (

    {{ source_rows(
        "zendesk",
        "ticket_tag",
        [["ticket_id", "_dlt_parent_id"], ["tag", "value"]],
        latest_by=["ticket_id", "tag"],
    ) }}

),

labelled as (

    select
        connection,
        ticket_id,
        {{ dbt.listagg("tag", "' '", "order by tag") }} as tags,
        bool_or(tag = 'closed_by_merge') as is_merged
    from tags
    where not {{ is_true("_is_deleted") }}
    group by
        connection,
        ticket_id

),

-- Nobody answers a merged ticket: the conversation goes on in the other one.
final as (

    select
        tickets.*,
        labelled.tags,
        lower(tickets.status) = 'deleted'
        or coalesce(labelled.is_merged, false)
        or {{ is_true("tickets._is_deleted") }} as is_gone
    from tickets
    left join labelled
        on
            tickets.connection = labelled.connection
            and tickets.id = labelled.ticket_id

)

select * from final

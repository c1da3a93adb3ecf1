with

tickets as (

    select * from {{ ref("zendesk_tickets") }}

),

users as (

    select * from {{ ref("zendesk_users") }}

),

chats as (

    {{ source_rows(
        "zendesk", "ticket_chat", ["chat_id", "ticket_id", "backend"], latest_by=["chat_id"]
    ) }}

),

-- The first chat of a ticket says how it began.
chatted as (

    select
        connection,
        ticket_id,
        min_by(backend, chat_id) as backend
    from chats
    where ticket_id is not null
    group by
        connection,
        ticket_id

),

teams as (

    {{ source_rows("zendesk", "group", ["id", "name"], latest_by=["id"]) }}

),

changes as (

    {{ source_rows(
        "zendesk",
        "ticket_field_history",
        ["ticket_id", "field_name", "updated", "value"],
        required=["ticket_id", "field_name", "updated", "value"],
        latest_by=["ticket_id", "field_name", "updated", "value"],
    ) }}

),

statuses as (

    select
        connection,
        ticket_id,
        updated,
        lower(value) as status,
        lag(lower(value)) over (
            partition by connection, ticket_id order by updated, value
        ) as status_before
    from changes
    where lower(field_name) = 'status'

),

-- A ticket is closed days after its solution, by itself: that is no change of mind.
history as (

    select
        connection,
        ticket_id,
        max(updated) filter (
            where status = 'solved' and status_before is distinct from 'solved'
        ) as solved_at,
        max(updated) filter (where status = 'closed') as closed_at,
        cast(
            count(*) filter (
                where status_before = 'solved' and status not in ('solved', 'closed')
            ) as {{ dbt.type_string() }}
        ) as reopens
    from statuses
    group by
        connection,
        ticket_id

),

final as (

    select
        tickets.connection || ':' || tickets.id as ticket_id,
        coalesce(
            users.customer_id, tickets.connection || ':' || tickets.requester_id
        ) as customer_id,
        case
            when lower(chatted.backend) = 'chat' then 'live_chat'
            when lower(chatted.backend) = 'messaging' then 'messaging'
            when lower(tickets.via_channel) in ('web', 'mobile_sdk') then 'form'
            when lower(tickets.via_channel) = 'chat' then 'live_chat'
            when lower(tickets.via_channel) in ('native_messaging', 'whatsapp', 'sms')
                then 'messaging'
            when lower(tickets.via_channel) in ('voice', 'phone') then 'phone'
            when lower(tickets.via_channel) in ('facebook', 'twitter', 'instagram_dm')
                then 'social_inbox'
            when lower(tickets.via_channel) = 'email' then 'email'
            else 'other'
        end as support_channel,
        tickets.priority,
        case
            when lower(tickets.status) = 'new' then 'open'
            when lower(tickets.status) = 'hold' then 'pending'
            when lower(tickets.status) <> 'deleted' then lower(tickets.status)
        end as status,
        tickets.created_at,
        coalesce(history.solved_at, history.closed_at) as solved_at,
        history.reopens,
        tickets.connection || ':' || tickets.assignee_id as assignee,
        teams.name as team,
        tickets.tags,
        tickets.brand,
        tickets._loaded_at,
        case when tickets.is_gone then 'true' end as is_deleted
    from tickets
    left join users
        on
            tickets.connection = users.connection
            and tickets.requester_id = users.id
    left join chatted
        on
            tickets.connection = chatted.connection
            and tickets.id = chatted.ticket_id
    left join teams
        on
            tickets.connection = teams.connection
            and tickets.group_id = teams.id
    left join history
        on
            tickets.connection = history.connection
            and tickets.id = history.ticket_id

)

select * from final

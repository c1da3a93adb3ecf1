with

-- An edited ticket comes again: what it is now, it is to all of its messages.
tickets as (

    select *
    from {{ ref("zendesk_tickets") }}
    qualify
        row_number() over (
            partition by connection, id order by _loaded_at desc nulls last, is_gone desc
        ) = 1

),

users as (

    select * from {{ ref("zendesk_users") }}

),

comments as (

    {{ source_rows(
        "zendesk",
        "ticket_comment",
        ["id", "ticket_id", ["user_id", "author_id"], ["created", "created_at"], "public", "body"],
        required=["id", "ticket_id", "created"],
        expected=["user_id", "public", "_loaded_at"],
    ) }}

),

chats as (

    {{ source_rows(
        "zendesk", "ticket_chat", ["chat_id", "ticket_id"], latest_by=["chat_id"]
    ) }}

),

chat_events as (

    {{ source_rows(
        "zendesk",
        "ticket_chat_event",
        ["chat_id", "chat_index", "actor_id", "created_at", "type", "message"],
        required=["chat_id", "chat_index", "actor_id", "created_at", "type"],
    ) }}

),

messages as (

    select
        connection,
        id as message_id,
        ticket_id,
        user_id,
        created as sent_at,
        public as is_public,
        body,
        brand,
        _loaded_at,
        _is_deleted
    from comments

    union all

    -- Events of chats have no id. Those of other types are transfers and the like.
    select
        chat_events.connection,
        chat_events.chat_id || ':' || chat_events.chat_index as message_id,
        chats.ticket_id,
        replace(chat_events.actor_id, 'agent:', '') as user_id,
        chat_events.created_at as sent_at,
        'true' as is_public,
        chat_events.message as body,
        chat_events.brand,
        chat_events._loaded_at,
        chat_events._is_deleted
    from chat_events
    left join chats
        on
            chat_events.connection = chats.connection
            and chat_events.chat_id = chats.chat_id
    where lower(chat_events.type) = 'chatmessage'

),

final as (

    select
        messages.connection || ':' || messages.message_id as message_id,
        messages.connection || ':' || messages.ticket_id as ticket_id,
        -- A user who was deleted at Zendesk is known by what they asked.
        case
            when users.id is not null then users.sender_type
            when messages.user_id = tickets.requester_id then 'customer'
        end as sender_type,
        messages.sent_at,
        messages.is_public,
        messages.body,
        messages.brand,
        messages._loaded_at,
        case
            when tickets.is_gone or {{ is_true("messages._is_deleted") }} then 'true'
        end as is_deleted
    from messages
    left join tickets
        on
            messages.connection = tickets.connection
            and messages.ticket_id = tickets.id
    left join users
        on
            messages.connection = users.connection
            and messages.user_id = users.id

)

select * from final

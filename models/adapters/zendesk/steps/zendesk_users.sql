with

users as (

    {{ source_rows(
        "zendesk",
        "user",
        ["id", "created_at", "email", "external_id", "name", "role"],
        required=["id", "role"],
        latest_by=["id"],
    ) }}

),

customers_of_others as (

    {{ customers_by_email("zendesk") }}

),

final as (

    select
        users.connection,
        users.id,
        users.created_at,
        users.email,
        users.brand,
        users._loaded_at,
        users._is_deleted,
        case
            when
                {{ is_named_in(
                    "zendesk", "bot_users", "users.connection", ["users.id", "users.name"]
                ) }}
                then 'bot'
            when lower(users.role) = 'end-user' then 'customer'
            when lower(users.role) in ('agent', 'admin') then 'agent'
            else users.role
        end as sender_type,
        customers_of_others.customer_id as customer_id_of_other,
        coalesce(
            customers_of_others.customer_id, users.connection || ':' || users.id
        ) as customer_id
    from users
    left join customers_of_others
        on
            users.connection = customers_of_others.connection
            and lower(users.email) = customers_of_others.email

)

select * from final

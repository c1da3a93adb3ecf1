with

memberships as (

    {{ source_rows(
        "mailchimp",
        "member",
        [
            "id",
            "list_id",
            "email_address",
            "country_code",
            "status",
            "timestamp_opt",
            "timestamp_signup",
            "last_changed",
        ],
        required=["id", "email_address"],
        latest_by=["id", "list_id"],
    ) }}

),

judged as (

    select
        *,
        coalesce(timestamp_opt, timestamp_signup, last_changed) as joined_at,
        coalesce(lower(status) = 'archived', false) or {{ is_true("_is_deleted") }} as is_gone
    from memberships

),

-- A member has the same id in every list. They are gone when they are gone from all, and of several
-- lists the first that they joined says who they are.
members as (

    select
        *,
        min(joined_at) over (partition by connection, id) as first_joined_at
    from judged
    qualify
        row_number() over (
            partition by connection, id
            order by is_gone, timestamp_signup nulls last, joined_at nulls last, list_id
        ) = 1

),

customers_of_others as (

    {{ customers_by_email("mailchimp") }}

),

final as (

    select
        members.connection,
        members.id,
        members.first_joined_at as created_at,
        members.email_address as email,
        members.country_code as country,
        members.brand,
        members._loaded_at,
        case when members.is_gone then 'true' end as is_deleted,
        customers_of_others.customer_id as customer_id_of_other,
        coalesce(
            customers_of_others.customer_id, members.connection || ':' || members.id
        ) as customer_id
    from members
    left join customers_of_others
        on
            members.connection = customers_of_others.connection
            and lower(members.email_address) = customers_of_others.email

)

select * from final

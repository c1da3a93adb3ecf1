with

contacts as (

    {{ source_rows(
        "qualtrics", "directory_contact", ["id", "email"], required=["id"], latest_by=["id"]
    ) }}

),

customers_of_others as (

    {{ customers_by_email("qualtrics") }}

),

final as (

    select
        contacts.connection,
        contacts.id,
        lower(contacts.email) as email,
        coalesce(
            customers_of_others.customer_id, contacts.connection || ':' || contacts.id
        ) as customer_id
    from contacts
    left join customers_of_others
        on
            contacts.connection = customers_of_others.connection
            and lower(contacts.email) = customers_of_others.email

)

select * from final

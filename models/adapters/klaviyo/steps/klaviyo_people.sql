with

people as (

    {{ source_rows(
        "klaviyo",
        "person",
        ["id", "created", "email", "country", "region"],
        required=["id", "created"],
    ) }}

),

customers_of_others as (

    {{ customers_by_email("klaviyo") }}

),

final as (

    select
        people.*,
        customers_of_others.customer_id as customer_id_of_other,
        coalesce(
            customers_of_others.customer_id, people.connection || ':' || people.id
        ) as customer_id
    from people
    left join customers_of_others
        on
            people.connection = customers_of_others.connection
            and lower(people.email) = customers_of_others.email

)

select * from final

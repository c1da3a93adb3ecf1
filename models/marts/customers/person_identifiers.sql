with

identifiers as (

    select * from {{ ref("int_identifiers_linked") }}

),

final as (

    select
        kind,
        identifier,

        {{ person_id("customer_id", "kind", "identifier") }} as person_id,
        customer_id,

        identifier_rule,

        customers_seen,
        rows,

        first_seen_at,
        last_seen_at
    from identifiers

)

select * from final

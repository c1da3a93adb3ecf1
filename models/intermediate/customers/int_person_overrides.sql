with

overrides as (

    select * from {{ ref("person_overrides") }}

),

junk_identifiers as (

    select * from {{ ref("junk_identifiers") }}

),

crm_customers as (

    select customer_id from {{ ref("stg_customers") }}

),

-- A placeholder names nobody here either [junk-identifiers].
final as (

    select distinct
        overrides.kind,
        overrides.identifier,
        case
            when junk_identifiers.identifier is null or crm_customers.customer_id is not null
                then overrides.customer_id
        end as customer_id
    from overrides
    left join junk_identifiers
        on {{ is_junk_identifier("overrides.customer_id", "junk_identifiers.identifier") }}
    left join crm_customers
        on overrides.customer_id = crm_customers.customer_id

)

select * from final

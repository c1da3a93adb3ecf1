with

identities as (

    select
        lower(identifier_kind) as kind,
        identifier,
        -- An author is named with the platform, but is junk by their own name.
        case
            when lower(identifier_kind) = 'author'
                then substring(identifier, {{ dbt.position("':'", "identifier") }} + 1)
            else identifier
        end as bare_identifier,
        customer_id
    from {{ ref("stg_customer_identities") }}
    where lower(identifier_kind) in ('visitor', 'device', 'contact', 'author')

),

junk_identifiers as (

    select * from {{ ref("junk_identifiers") }}

),

crm_customers as (

    select customer_id from {{ ref("stg_customers") }}

),

-- A placeholder is nobody here either [junk-identifiers].
final as (

    select distinct
        identities.kind,
        identities.identifier,
        identities.customer_id
    from identities
    left join junk_identifiers
        on {{ is_junk_identifier("identities.bare_identifier", "junk_identifiers.identifier") }}
    left join junk_identifiers as junk_customers
        on {{ is_junk_identifier("identities.customer_id", "junk_customers.identifier") }}
    left join crm_customers
        on identities.customer_id = crm_customers.customer_id
    where
        junk_identifiers.identifier is null
        and (junk_customers.identifier is null or crm_customers.customer_id is not null)

)

select * from final

with

identified_rows as (

    select
        kind,
        identifier,
        customer_id,
        true as is_row,
        happened_at
    from {{ ref("int_rows_identified") }}
    where
        is_link
        and identifier is not null

),

-- What the CRM states is a link, too, but no row of the identifier.
links as (

    select * from identified_rows

    union all

    select
        kind,
        identifier,
        customer_id,
        false as is_row,
        cast(null as timestamp) as happened_at
    from {{ ref("int_identities_stated") }}

),

overrides as (

    select
        kind,
        identifier,
        count(distinct customer_id) as customers,
        min(customer_id) as first_customer_id
    from {{ ref("int_person_overrides") }}
    group by all

),

-- One pass over the rows; no customer is followed to another one [identity-no-graph].
identifiers as (

    select
        kind,
        identifier,
        count(distinct customer_id) as customers_seen,
        min(customer_id) as first_customer_id,
        count(*) filter (where is_row) as rows,
        min(happened_at) as first_seen_at,
        max(happened_at) as last_seen_at
    from links
    group by all
    having bool_or(is_row)

),

linked as (

    select
        identifiers.kind,
        identifiers.identifier,
        identifiers.customers_seen,
        identifiers.rows,
        identifiers.first_seen_at,
        identifiers.last_seen_at,
        overrides.identifier is not null as is_overridden,
        coalesce(overrides.customers, identifiers.customers_seen) as linked_customers,
        case
            when overrides.identifier is null then identifiers.first_customer_id
            else overrides.first_customer_id
        end as first_customer_id
    from identifiers
    left join overrides
        on
            identifiers.kind = overrides.kind
            and identifiers.identifier = overrides.identifier

),

final as (

    select
        kind,
        identifier,

        case when linked_customers = 1 then first_customer_id end as customer_id,
        {{ identifier_rule("linked_customers") }} as identifier_rule,
        is_overridden,

        customers_seen,
        rows,

        first_seen_at,
        last_seen_at
    from linked

)

select * from final

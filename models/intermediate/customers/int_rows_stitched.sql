with

identified_rows as (

    select * from {{ ref("int_rows_identified") }}

),

identifiers as (

    select * from {{ ref("int_identifiers_linked") }}

),

shared_identifiers as (

    select * from identifiers
    where identifier_rule = 'shared'

),

-- Who had a shared identifier when. An override is not of any day, nor is what the CRM states: they
-- hold from the beginning.
links_of_shared as (

    select
        identified_rows.kind,
        identified_rows.identifier,
        identified_rows.customer_id,
        identified_rows.happened_at
    from identified_rows
    inner join shared_identifiers
        on
            identified_rows.kind = shared_identifiers.kind
            and identified_rows.identifier = shared_identifiers.identifier
    where
        identified_rows.is_link
        and identified_rows.customer_id is not null
        and not shared_identifiers.is_overridden

    union all

    select
        identities.kind,
        identities.identifier,
        identities.customer_id,
        cast('0001-01-01' as timestamp) as happened_at
    from {{ ref("int_identities_stated") }} as identities
    inner join shared_identifiers
        on
            identities.kind = shared_identifiers.kind
            and identities.identifier = shared_identifiers.identifier
    where not shared_identifiers.is_overridden

    union all

    select
        overrides.kind,
        overrides.identifier,
        overrides.customer_id,
        cast('0001-01-01' as timestamp) as happened_at
    from {{ ref("int_person_overrides") }} as overrides
    inner join shared_identifiers
        on
            overrides.kind = shared_identifiers.kind
            and overrides.identifier = shared_identifiers.identifier
    where overrides.customer_id is not null

),

-- At the same moment the greatest id.
links_of_moment as (

    select
        kind,
        identifier,
        happened_at,
        max(customer_id) as customer_id
    from links_of_shared
    group by all

),

rows_of_shared as (

    select
        identified_rows.fact,
        identified_rows.row_id,
        max_by(links_of_moment.customer_id, links_of_moment.happened_at) as last_customer_id
    from identified_rows
    inner join links_of_moment
        on
            identified_rows.kind = links_of_moment.kind
            and identified_rows.identifier = links_of_moment.identifier
    inner join shared_identifiers
        on
            identified_rows.kind = shared_identifiers.kind
            and identified_rows.identifier = shared_identifiers.identifier
    where
        identified_rows.customer_id is null
        -- A row without a time sees what holds from the beginning.
        and coalesce(identified_rows.happened_at, cast('0001-01-01' as timestamp))
        >= links_of_moment.happened_at
    group by all

),

stitched as (

    select
        identified_rows.fact,
        identified_rows.row_id,
        identified_rows.kind,
        identified_rows.identifier,
        {{ person_rule(
            "identified_rows.customer_id",
            "identified_rows.session_customer_id",
            "identified_rows.identifier",
            "identifiers.identifier_rule"
        ) }} as person_rule,
        coalesce(
            identified_rows.customer_id,
            identified_rows.session_customer_id,
            identifiers.customer_id,
            {{ customer_of_shared("rows_of_shared.last_customer_id") }}
        ) as customer_id,
        identified_rows.happened_at
    from identified_rows
    left join identifiers
        on
            identified_rows.kind = identifiers.kind
            and identified_rows.identifier = identifiers.identifier
    left join rows_of_shared
        on
            identified_rows.fact = rows_of_shared.fact
            and identified_rows.row_id = rows_of_shared.row_id

),

final as (

    select
        fact,
        row_id,

        {{ person_id("customer_id", "kind", "identifier") }} as person_id,
        customer_id,

        person_rule,

        happened_at
    from stitched

)

select * from final

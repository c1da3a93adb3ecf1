with

campaigns as (

    {{ source_rows(
        "klaviyo",
        "campaign",
        ["id", "name", "subject", "status", "sent_at", "send_time"],
        required=["id"],
    ) }}

),

flows as (

    {{ source_rows("klaviyo", "flow", ["id", "name", "created"], required=["id"]) }}

),

both_kinds as (

    -- What was never sent, and will not be, is no campaign.
    select
        connection,
        id,
        name,
        subject,
        'newsletter' as usual_type,
        'once' as cadence,
        coalesce(sent_at, send_time) as started_at,
        brand,
        _loaded_at,
        _is_deleted
    from campaigns
    where coalesce(lower(status) not in ('draft', 'cancelled', 'canceled'), true)

    union all

    select
        connection,
        id,
        name,
        cast(null as {{ dbt.type_string() }}) as subject,
        'lifecycle' as usual_type,
        cast(null as {{ dbt.type_string() }}) as cadence,
        created as started_at,
        brand,
        _loaded_at,
        _is_deleted
    from flows

),

final as (

    select
        {{ own_id("id") }} as campaign_id,
        name,
        case
            when {{ is_named_in("klaviyo", "promotions", "connection", ["id", "name"]) }}
                then 'promotion'
            when {{ is_named_in("klaviyo", "transactional", "connection", ["id", "name"]) }}
                then 'transactional'
            else usual_type
        end as email_type,
        cadence,
        subject,
        started_at,
        brand,
        _loaded_at,
        _is_deleted as is_deleted
    from both_kinds

)

select * from final

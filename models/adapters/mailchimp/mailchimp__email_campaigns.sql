with

campaigns as (

    {{ source_rows(
        "mailchimp",
        "campaign",
        ["id", "title", "subject_line", "status", "send_time"],
        required=["id"],
    ) }}

),

automation_emails as (

    {{ source_rows(
        "mailchimp",
        "automation_email",
        ["id", "title", "subject_line", "status", "start_time"],
        required=["id"],
    ) }}

),

both_kinds as (

    select
        connection,
        id,
        title,
        subject_line,
        status,
        'newsletter' as usual_type,
        'once' as cadence,
        send_time as started_at,
        brand,
        _loaded_at,
        _is_deleted
    from campaigns

    union all

    select
        connection,
        id,
        title,
        subject_line,
        status,
        'lifecycle' as usual_type,
        cast(null as {{ dbt.type_string() }}) as cadence,
        start_time as started_at,
        brand,
        _loaded_at,
        _is_deleted
    from automation_emails

),

-- A draft, which is saved and no more, is no campaign.
final as (

    select
        {{ own_id("id") }} as campaign_id,
        title as name,
        case
            when {{ is_named_in("mailchimp", "promotions", "connection", ["id", "title"]) }}
                then 'promotion'
            when {{ is_named_in("mailchimp", "transactional", "connection", ["id", "title"]) }}
                then 'transactional'
            else usual_type
        end as email_type,
        cadence,
        subject_line as subject,
        started_at,
        brand,
        _loaded_at,
        _is_deleted as is_deleted
    from both_kinds
    where coalesce(lower(status) <> 'save', true)

)

select * from final

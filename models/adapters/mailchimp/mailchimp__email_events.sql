with

campaigns as (

    {{ source_rows(
        "mailchimp", "campaign", ["id", "send_time"], required=["id"], latest_by=["id"]
    ) }}

),

campaign_recipients as (

    {{ source_rows(
        "mailchimp",
        "campaign_recipient",
        ["campaign_id", "list_id", "member_id", "combination_id"],
        required=["campaign_id", "member_id"],
    ) }}

),

campaign_activities as (

    {{ source_rows(
        "mailchimp",
        "campaign_recipient_activity",
        [
            "campaign_id",
            "list_id",
            "member_id",
            "combination_id",
            "action",
            "timestamp",
            "bounce_type",
            "url",
        ],
        required=["campaign_id", "member_id", "action", "timestamp"],
    ) }}

),

automation_recipients as (

    {{ source_rows(
        "mailchimp",
        "automation_recipient",
        ["automation_email_id", "list_id", "member_id"],
        required=["automation_email_id", "member_id"],
    ) }}

),

automation_activities as (

    {{ source_rows(
        "mailchimp",
        "automation_recipient_activity",
        [
            "automation_email_id",
            "list_id",
            "member_id",
            "action",
            "timestamp",
            "bounce_type",
            "url",
        ],
        required=["automation_email_id", "member_id", "action", "timestamp"],
    ) }}

),

unsubscribes as (

    {{ source_rows(
        "mailchimp",
        "unsubscribe",
        ["campaign_id", "list_id", "member_id", "reason", "timestamp"],
        required=["member_id", "timestamp"],
    ) }}

),

members as (

    select * from {{ ref("mailchimp_members") }}

),

-- campaign_id of an unsubscribe may be the id of an automation's email; without one it was no mail
-- that a member left by.
events as (

    select
        connection,
        campaign_id,
        list_id,
        member_id,
        'sent' as action,
        cast(null as {{ dbt.type_string() }}) as timestamp,
        cast(null as {{ dbt.type_string() }}) as bounce_type,
        cast(null as {{ dbt.type_string() }}) as url,
        combination_id,
        brand,
        _loaded_at,
        _is_deleted
    from campaign_recipients

    union all

    select
        connection,
        campaign_id,
        list_id,
        member_id,
        action,
        timestamp,
        bounce_type,
        url,
        combination_id,
        brand,
        _loaded_at,
        _is_deleted
    from campaign_activities

    union all

    select
        connection,
        automation_email_id as campaign_id,
        list_id,
        member_id,
        'sent' as action,
        cast(null as {{ dbt.type_string() }}) as timestamp,
        cast(null as {{ dbt.type_string() }}) as bounce_type,
        cast(null as {{ dbt.type_string() }}) as url,
        cast(null as {{ dbt.type_string() }}) as combination_id,
        brand,
        _loaded_at,
        _is_deleted
    from automation_recipients

    union all

    select
        connection,
        automation_email_id as campaign_id,
        list_id,
        member_id,
        action,
        timestamp,
        bounce_type,
        url,
        cast(null as {{ dbt.type_string() }}) as combination_id,
        brand,
        _loaded_at,
        _is_deleted
    from automation_activities

    union all

    select
        connection,
        campaign_id,
        list_id,
        member_id,
        case when lower(reason) like '%abuse%' then 'complained' else 'unsubscribed' end as action,
        timestamp,
        cast(null as {{ dbt.type_string() }}) as bounce_type,
        cast(null as {{ dbt.type_string() }}) as url,
        cast(null as {{ dbt.type_string() }}) as combination_id,
        brand,
        _loaded_at,
        _is_deleted
    from unsubscribes
    where campaign_id is not null

),

-- A message has no id: a campaign comes once to a member of a list. When an automation's email was
-- sent is not said: it was there by the first that is known of it.
messages as (

    select
        *,
        coalesce(list_id, '') || ':' || member_id as reader,
        min(case when not {{ is_true("_is_deleted") }} then timestamp end) over (
            partition by connection, campaign_id, list_id, member_id
        ) as first_known_at
    from events

),

final as (

    select
        messages.connection || ':' || md5(
            messages.action || '|' || messages.campaign_id || '|' || messages.reader || '|'
            || coalesce(messages.timestamp, '') || '|' || coalesce(messages.url, '')
        ) as email_event_id,
        messages.connection || ':' || messages.campaign_id || ':' || messages.reader as message_id,
        messages.connection || ':' || messages.campaign_id as campaign_id,
        coalesce(
            members.customer_id, messages.connection || ':' || messages.member_id
        ) as customer_id,
        case lower(messages.action)
            when 'open' then 'opened'
            when 'click' then 'clicked'
            when 'bounce' then 'bounced'
            else lower(messages.action)
        end as event_type,
        case
            when messages.action = 'sent'
                then coalesce(campaigns.send_time, messages.first_known_at, messages._loaded_at)
            else messages.timestamp
        end as occurred_at,
        lower(messages.bounce_type) as bounce_type,
        messages.url as link_url,
        messages.combination_id as variant,
        messages.brand,
        messages._loaded_at,
        messages._is_deleted as is_deleted
    from messages
    left join members
        on
            messages.connection = members.connection
            and messages.member_id = members.id
    left join campaigns
        on
            messages.connection = campaigns.connection
            and messages.campaign_id = campaigns.id

)

select * from final

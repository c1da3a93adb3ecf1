{#-
    The facts that a person may stand behind, beside those of the web: the column of their key, the
    kind and column of their identifier, and their time. is_link: whether their rows are the raw
    rows themselves, which alone can link an identifier to a customer [identity-link].
-#}
{%- set registration_time = registration_happened_at(
    "registered_at", "checked_in_at", "cancelled_at"
) -%}
{%- set author = "platform || ':' || author_id" -%}
{%- set facts = [
    {"fact": "app_installs", "key": "install_id", "time": "installed_at",
        "kind": "device", "identifier": "device_id", "is_link": true},
    {"fact": "app_sessions", "key": "app_session_id", "time": "started_at",
        "kind": "device", "identifier": "device_id", "is_link": true},
    {"fact": "stg_push_notifications", "key": "notification_id", "time": "sent_at",
        "kind": "device", "identifier": "device_id", "is_link": true},
    {"fact": "stg_event_registrations", "key": "registration_id", "time": registration_time,
        "kind": "contact", "identifier": "contact_id", "is_link": true},
    {"fact": "social_comments", "key": "comment_id", "time": "commented_at",
        "kind": "author", "identifier": author, "bare_identifier": "author_id", "is_link": true,
        "where": "not is_brand_reply"},
    {"fact": "stg_social_mentions", "key": "mention_id", "time": "mentioned_at",
        "kind": "author", "identifier": author, "bare_identifier": "author_id", "is_link": true},
    {"fact": "event_attendances", "key": attendance_key(),
        "time": "coalesce(least(registered_at, checked_in_at), registered_at, checked_in_at)",
        "kind": "contact", "identifier": "contact_id"},
    {"fact": "app_ratings", "key": "rating_id", "time": "rated_at"},
    {"fact": "email_messages", "key": "message_id", "time": "sent_at"},
    {"fact": "support_tickets", "key": "ticket_id", "time": "created_at"},
    {"fact": "survey_responses", "key": "response_id", "time": "responded_at"},
    {"fact": "stg_event_questions", "key": "question_id", "time": "asked_at"},
    {"fact": "orders", "key": "order_id", "time": "ordered_at"},
    {"fact": "refunds", "key": "refund_id", "time": "refunded_at"},
    {"fact": "reviews", "key": "review_id", "time": "reviewed_at"},
] -%}

with

web_sessions as (

    select * from {{ ref("web_sessions") }}
    where not is_bot

),

-- What a row of sessions says itself; web_sessions completes it from its events.
raw_sessions as (

    select * from {{ ref("stg_sessions") }}

),

web_events as (

    select * from {{ ref("int_web_events_sessionized") }}

),

junk_identifiers as (

    select * from {{ ref("junk_identifiers") }}

),

crm_customers as (

    select customer_id from {{ ref("stg_customers") }}

),

-- Every row as it comes: bots and the brand's own replies are no people.
all_rows as (

    select
        'web_sessions' as fact,
        web_sessions.session_id as row_id,
        'visitor' as kind,
        web_sessions.visitor_id as identifier,
        web_sessions.visitor_id as bare_identifier,
        raw_sessions.customer_id,
        web_sessions.session_id,
        -- A session that only events know is no raw row; with a name of its own it is not cut.
        raw_sessions.session_id is not null as is_link,
        raw_sessions.session_id is not null as has_own_session,
        web_sessions.started_at as happened_at
    from web_sessions
    left join raw_sessions
        on web_sessions.session_id = raw_sessions.session_id

    union all

    select
        'web_events' as fact,
        web_events.web_event_id as row_id,
        'visitor' as kind,
        web_events.visitor_id as identifier,
        web_events.visitor_id as bare_identifier,
        web_events.customer_id,
        web_events.session_id,
        true as is_link,
        raw_events.session_id is not null as has_own_session,
        web_events.occurred_at as happened_at
    from web_events
    inner join web_sessions
        on web_events.session_id = web_sessions.session_id
    inner join {{ ref("stg_web_events") }} as raw_events
        on web_events.web_event_id = raw_events.web_event_id
    {%- for fact in facts %}

    union all

    select
        '{{ fact.fact | replace("stg_", "") }}' as fact,
        {{ fact.key }} as row_id,
        {{ "'" ~ fact.kind ~ "'" if fact.kind else "null" }} as kind,
        {{ fact.identifier or "null" }} as identifier,
        {{ fact.bare_identifier or fact.identifier or "null" }} as bare_identifier,
        customer_id,
        null as session_id,
        {{ "true" if fact.is_link else "false" }} as is_link,
        false as has_own_session,
        {{ fact.time }} as happened_at
    from {{ ref(fact.fact) }}
    {%- if fact.where %}
    where {{ fact.where }}
    {%- endif %}
    {%- endfor %}

),

-- Without what names nobody.
named_rows as (

    select
        all_rows.fact,
        all_rows.row_id,
        all_rows.kind,
        case when junk_identifiers.identifier is null then all_rows.identifier end as identifier,
        case
            when junk_customers.identifier is null or crm_customers.customer_id is not null
                then all_rows.customer_id
        end as customer_id,
        all_rows.session_id,
        junk_identifiers.identifier as junk_identifier,
        all_rows.is_link,
        all_rows.has_own_session,
        all_rows.happened_at
    from all_rows
    left join junk_identifiers
        on {{ is_junk_identifier("all_rows.bare_identifier", "junk_identifiers.identifier") }}
    left join junk_identifiers as junk_customers
        on {{ is_junk_identifier("all_rows.customer_id", "junk_customers.identifier") }}
    left join crm_customers
        on all_rows.customer_id = crm_customers.customer_id

),

-- Whom a web session names, be it in its own row or in an event of it. What was cut out of the
-- events of a junk visitor may be the visits of many.
session_customers as (

    select
        session_id,
        min(customer_id) as customer_id
    from named_rows
    where session_id is not null
    group by session_id
    having
        count(distinct customer_id) = 1
        and (bool_or(has_own_session) or count(junk_identifier) = 0)

),

final as (

    select
        named_rows.fact,
        named_rows.row_id,

        named_rows.kind,
        named_rows.identifier,
        named_rows.customer_id,
        session_customers.customer_id as session_customer_id,

        named_rows.junk_identifier,

        named_rows.is_link,

        named_rows.happened_at
    from named_rows
    left join session_customers
        on named_rows.session_id = session_customers.session_id

)

select * from final

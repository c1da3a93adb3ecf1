{#-
    Every row that is an activity of somebody [activity-types]: the one list of what people can do.

    fact, record: the table of the row and its key; from: what to read, where it is not that mart;
    at, date: when, the date where it is not the local day of the time; person_fact, person_key: SQL
    of what int_rows_stitched knows the person by, where that is another row; feeling: what the row
    itself says; detail: what is worth telling of it [customer-timeline].
-#}
{{ config(materialized="view") }} {#- customer_timeline alone reads it, once -#}

{%- set activities = [
    {"type": "visit", "fact": "web_sessions", "record": "session_id", "at": "started_at",
        "date": "session_date", "detail": "channel_group", "where": "not is_bot"},
    {"type": "page_view", "fact": "web_page_views", "record": "web_event_id", "at": "viewed_at",
        "date": "session_date", "detail": "page_path", "where": "not is_bot and not is_refresh",
        "person_fact": "'web_events'"},
    {"type": "action", "fact": "web_events", "from": "web_actions", "record": "web_event_id",
        "at": "occurred_at", "date": "session_date", "detail": "event_name"},
    {"type": "conversion", "fact": "web_conversions", "record": "conversion_id",
        "at": "converted_at", "date": "session_date", "detail": "goal", "where": "not is_bot",
        "person_fact": "'web_events'", "person_key": "web_event_id"},
    {"type": "app_session", "fact": "app_sessions", "record": "app_session_id",
        "at": "started_at", "date": "started_date", "detail": "platform"},
    {"type": "install", "fact": "app_installs", "record": "install_id", "at": "installed_at",
        "date": "installed_date", "detail": "platform", "where": "not is_reinstall"},
    {"type": "uninstall", "fact": "app_installs", "record": "install_id", "at": "uninstalled_at",
        "date": "uninstalled_date", "detail": "platform", "where": "uninstalled_at is not null"},
    {"type": "push_open", "fact": "push_notifications", "from": ref("stg_push_notifications"),
        "record": "notification_id", "at": "opened_at", "detail": "campaign",
        "where": "opened_at is not null"},
    {"type": "app_rating", "fact": "app_ratings", "record": "rating_id", "at": "rated_at",
        "date": "rated_date", "detail": "platform", "feeling": feeling_of_stars("stars")},
    {"type": "email_open", "fact": "email_messages", "from": "email_days", "record": "message_id",
        "at": "first_opened_at", "date": "reaction_date", "detail": "email_type"},
    {"type": "email_click", "fact": "email_messages", "from": "email_days",
        "record": "message_id", "at": "first_clicked_at", "date": "reaction_date",
        "detail": "email_type", "where": "first_clicked_at is not null"},
    {"type": "unsubscribe", "fact": "email_messages", "record": "message_id",
        "at": "first_unsubscribed_at", "detail": "email_type", "where": "is_unsubscribed"},
    {"type": "complaint", "fact": "email_messages", "record": "message_id",
        "at": "first_complained_at", "detail": "email_type", "where": "is_complained"},
    {"type": "comment", "fact": "social_comments", "record": "comment_id", "at": "commented_at",
        "date": "commented_date", "detail": "platform", "where": "not is_brand_reply",
        "feeling": feeling_of_sentiment("sentiment")},
    {"type": "mention", "fact": "social_mentions", "from": ref("stg_social_mentions"),
        "record": "mention_id", "at": "mentioned_at", "detail": "platform",
        "feeling": feeling_of_sentiment("sentiment")},
    {"type": "ticket", "fact": "support_tickets", "record": "ticket_id", "at": "created_at",
        "date": "created_date", "detail": "support_channel"},
    {"type": "customer_message", "fact": "support_messages", "from": ref("stg_support_messages"),
        "record": "message_id", "at": "sent_at", "person_fact": "'support_tickets'",
        "person_key": "ticket_id", "where": is_customer_message("sender_type", "is_public")},
    {"type": "survey_answer", "fact": "survey_responses", "record": "response_id",
        "at": answered_at("responded_at", "invited_at"), "date": "answered_date",
        "detail": "survey_type", "where": "is_answered",
        "feeling": feeling_of_score("survey_type", "score")},
    {"type": "registration", "fact": "event_attendances", "record": attendance_key(),
        "at": "coalesce(registered_at, checked_in_at)", "detail": "live_event_id",
        "where": "is_registered"},
    {"type": "check_in", "fact": "event_attendances", "record": attendance_key(),
        "at": "checked_in_at", "detail": "live_event_id", "where": "is_checked_in"},
    {"type": "question", "fact": "event_questions", "from": "questions", "record": "question_id",
        "at": "asked_at", "detail": "live_event_id", "person_fact": "person_fact",
        "person_key": "person_key"},
    {"type": "order", "fact": "orders", "record": "order_id", "at": "ordered_at",
        "date": "ordered_date", "detail": "sales_channel", "where": "is_completed"},
    {"type": "refund", "fact": "refunds", "record": "refund_id", "at": "refunded_at",
        "date": "refunded_date", "detail": "sales_channel", "where": "is_counted"},
    {"type": "review", "fact": "reviews", "record": "review_id", "at": "reviewed_at",
        "date": "reviewed_date", "detail": "review_channel",
        "feeling": feeling_of_stars("rating")},
] -%}

with

-- A purchase is a conversion and an order, and no action besides.
web_actions as (

    select
        events.web_event_id,
        events.event_name,
        events.occurred_at,
        sessions.session_date
    from {{ ref("int_web_events_sessionized") }} as events
    inner join {{ ref("web_sessions") }} as sessions
        on events.session_id = sessions.session_id
    where
        not sessions.is_bot
        and {{ is_action("events.event_kind") }}
        and events.event_kind <> 'purchase'

),

email_reactions as (

    select
        message_id,
        occurred_at,
        {{ local_date("occurred_at") }} as reaction_date,
        {{ is_clicked_by_person("event_type", "is_machine") }} as is_clicked
    from {{ ref("stg_email_events") }}
    where {{ is_opened_by_person("event_type", "is_machine") }}

),

-- A mail that is opened ten times on a day was opened on one day; a click is an opening too.
email_days as (

    select
        email_reactions.message_id,
        email_reactions.reaction_date,
        messages.email_type,
        min(email_reactions.occurred_at) as first_opened_at,
        min(email_reactions.occurred_at) filter (where email_reactions.is_clicked)
            as first_clicked_at
    from email_reactions
    left join {{ ref("email_messages") }} as messages
        on email_reactions.message_id = messages.message_id
    group by all

),

-- A question that names no customer is asked by whom its registration belongs to.
questions as (

    select
        questions.question_id,
        questions.live_event_id,
        questions.asked_at,
        case when asked.customer_id is null then 'event_registrations' else 'event_questions' end
            as person_fact,
        case when asked.customer_id is null then questions.registration_id else asked.row_id end
            as person_key
    from {{ ref("stg_event_questions") }} as questions
    left join {{ ref("int_rows_stitched") }} as asked
        on
            asked.fact = 'event_questions'
            and questions.question_id = asked.row_id

),

final as (

    {% for activity in activities -%}
    select
        '{{ activity.type }}' as activity_type,
        '{{ activity.fact }}' as fact,
        {{ activity.record }} as record_id,
        {{ activity.person_fact or "'" ~ activity.fact ~ "'" }} as person_fact,
        {{ activity.person_key or activity.record }} as person_key,
        {{ activity.at }} as occurred_at,
        {{ activity.date or local_date(activity.at) }} as activity_date,
        {{ activity.feeling or "null" }} as feeling,
        {{ activity.detail or "null" }} as detail
    from {{ activity.from or ref(activity.fact) }}
    {%- if activity.where %}
    where {{ activity.where }}
    {%- endif %}
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

)

select * from final

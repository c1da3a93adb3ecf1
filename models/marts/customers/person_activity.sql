{#-
    What a person can do, and which rows tell it [activity-types]. of, key: the fact and its key
    under which int_rows_stitched knows the person of the row; feeling: what the row itself says,
    or the type's, if it says nothing.
-#}
{%- set activities = [
    {"type": "visit", "from": ref("web_sessions"), "of": "web_sessions", "key": "session_id",
        "date": "session_date", "where": "not is_bot"},
    {"type": "page_view", "from": ref("web_page_views"), "of": "web_events", "key": "web_event_id",
        "date": "session_date", "where": "not is_bot and not is_refresh"},
    {"type": "action", "from": "web_actions", "of": "web_events", "key": "web_event_id",
        "date": "session_date"},
    {"type": "conversion", "from": ref("web_conversions"), "of": "web_events",
        "key": "web_event_id", "date": "session_date", "where": "not is_bot"},
    {"type": "app_session", "from": ref("app_sessions"), "of": "app_sessions",
        "key": "app_session_id", "date": "started_date"},
    {"type": "install", "from": ref("app_installs"), "of": "app_installs", "key": "install_id",
        "date": "installed_date", "where": "not is_reinstall"},
    {"type": "uninstall", "from": ref("app_installs"), "of": "app_installs", "key": "install_id",
        "date": "uninstalled_date", "where": "uninstalled_at is not null"},
    {"type": "push_open", "from": ref("stg_push_notifications"), "of": "push_notifications",
        "key": "notification_id", "date": local_date("opened_at"),
        "where": "opened_at is not null"},
    {"type": "app_rating", "from": ref("app_ratings"), "of": "app_ratings", "key": "rating_id",
        "date": "rated_date", "feeling": feeling_of_stars("stars")},
    {"type": "email_open", "from": "email_days", "of": "email_messages", "key": "message_id",
        "date": "reaction_date"},
    {"type": "email_click", "from": "email_days", "of": "email_messages", "key": "message_id",
        "date": "reaction_date", "where": "is_clicked"},
    {"type": "unsubscribe", "from": ref("email_messages"), "of": "email_messages",
        "key": "message_id", "date": local_date("first_unsubscribed_at"),
        "where": "is_unsubscribed"},
    {"type": "complaint", "from": ref("email_messages"), "of": "email_messages",
        "key": "message_id", "date": local_date("first_complained_at"), "where": "is_complained"},
    {"type": "comment", "from": ref("social_comments"), "of": "social_comments",
        "key": "comment_id", "date": "commented_date", "where": "not is_brand_reply",
        "feeling": feeling_of_sentiment("sentiment")},
    {"type": "mention", "from": ref("stg_social_mentions"), "of": "social_mentions",
        "key": "mention_id", "date": local_date("mentioned_at"),
        "feeling": feeling_of_sentiment("sentiment")},
    {"type": "ticket", "from": ref("support_tickets"), "of": "support_tickets",
        "key": "ticket_id", "date": "created_date"},
    {"type": "customer_message", "from": ref("stg_support_messages"), "of": "support_tickets",
        "key": "ticket_id", "date": local_date("sent_at"),
        "where": is_customer_message("sender_type", "is_public")},
    {"type": "survey_answer", "from": ref("survey_responses"), "of": "survey_responses",
        "key": "response_id", "date": "answered_date", "where": "is_answered",
        "feeling": feeling_of_score("survey_type", "score")},
    {"type": "registration", "from": ref("event_attendances"), "of": "event_attendances",
        "key": attendance_key(), "date": local_date("coalesce(registered_at, checked_in_at)"),
        "where": "is_registered"},
    {"type": "check_in", "from": ref("event_attendances"), "of": "event_attendances",
        "key": attendance_key(), "date": local_date("checked_in_at"), "where": "is_checked_in"},
    {"type": "order", "from": ref("orders"), "of": "orders", "key": "order_id",
        "date": "ordered_date", "where": "is_completed"},
    {"type": "refund", "from": ref("refunds"), "of": "refunds", "key": "refund_id",
        "date": "refunded_date", "where": "is_counted"},
    {"type": "review", "from": ref("reviews"), "of": "reviews", "key": "review_id",
        "date": "reviewed_date", "feeling": feeling_of_stars("rating")},
] -%}

with

stitched_rows as (

    select * from {{ ref("int_rows_stitched") }}

),

activity_types as (

    select * from {{ ref("activity_types") }}

),

-- A purchase is a conversion and an order, and no action besides.
web_actions as (

    select
        events.web_event_id,
        sessions.session_date
    from {{ ref("int_web_events_sessionized") }} as events
    inner join {{ ref("web_sessions") }} as sessions
        on events.session_id = sessions.session_id
    where
        not sessions.is_bot
        and {{ is_action("events.event_kind") }}
        and events.event_kind <> 'purchase'

),

-- A mail that is opened ten times on a day was opened on one day; a click is an opening too.
email_days as (

    select
        message_id,
        {{ local_date("occurred_at") }} as reaction_date,
        bool_or({{ is_clicked_by_person("event_type", "is_machine") }}) as is_clicked
    from {{ ref("stg_email_events") }}
    where {{ is_opened_by_person("event_type", "is_machine") }}
    group by all

),

activities as (

    {% for activity in activities -%}
    select
        '{{ activity.type }}' as activity_type,
        '{{ activity.of }}' as fact,
        {{ activity.key }} as row_id,
        {{ activity.date }} as activity_date,
        {{ activity.feeling or "null" }} as feeling
    from {{ activity.from }}
    {%- if activity.where %}
    where {{ activity.where }}
    {%- endif %}

    union all

    {% endfor -%}
    -- A question that names no customer is asked by whom its registration belongs to.
    select
        'question' as activity_type,
        case when asked.customer_id is null then 'event_registrations' else 'event_questions' end
            as fact,
        case when asked.customer_id is null then questions.registration_id else asked.row_id end
            as row_id,
        {{ local_date("questions.asked_at") }} as activity_date,
        null as feeling
    from {{ ref("stg_event_questions") }} as questions
    left join stitched_rows as asked
        on
            asked.fact = 'event_questions'
            and questions.question_id = asked.row_id

),

persons as (

    select
        stitched_rows.person_id,
        activities.activity_date,
        activities.activity_type,
        stitched_rows.person_rule,
        activities.feeling,
        stitched_rows.customer_id
    from activities
    inner join stitched_rows
        on
            activities.fact = stitched_rows.fact
            and activities.row_id = stitched_rows.row_id
    where
        stitched_rows.person_id is not null
        and activities.activity_date is not null

    union all

    -- Who brought somebody is active on the day on which they came.
    select
        {{ person_id("referred.referred_by_customer_id") }} as person_id,
        attributes.created_date as activity_date,
        'referral' as activity_type,
        'own' as person_rule,
        null as feeling,
        referred.referred_by_customer_id as customer_id
    from {{ ref("int_customer_attributes") }} as attributes
    inner join {{ ref("stg_customers") }} as referred
        on attributes.customer_id = referred.customer_id
    where attributes.is_referred

),

final as (

    select
        persons.person_id,
        persons.activity_date,
        persons.activity_type,
        persons.person_rule,
        coalesce(persons.feeling, activity_types.feeling) as feeling,
        activity_types.channel,
        persons.customer_id,
        activity_types.makes_active,
        count(*) as activities
    from persons
    inner join activity_types
        on persons.activity_type = activity_types.activity_type
    group by all

)

select * from final

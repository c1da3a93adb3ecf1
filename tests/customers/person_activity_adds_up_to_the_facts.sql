{#-
    Per type of activity: what people did and what nobody can be named for is all that the facts
    hold [activity-types].
-#}
{{ config(
    group="customers",
    meta={
        "failure":
            "person_activity counts more or fewer activities of a type than the facts hold: a row "
            "was counted twice or lost.",
    },
) }}

{%- set facts = {
    "visit": ["web_sessions", "not is_bot", "web_sessions", "session_id"],
    "page_view": ["web_page_views", "not is_bot and not is_refresh", "web_events", "web_event_id"],
    "conversion": ["web_conversions", "not is_bot", "web_events", "web_event_id"],
    "app_session": ["app_sessions", "true", "app_sessions", "app_session_id"],
    "install": ["app_installs", "not is_reinstall", "app_installs", "install_id"],
    "uninstall": ["app_installs", "uninstalled_at is not null", "app_installs", "install_id"],
    "app_rating": ["app_ratings", "true", "app_ratings", "rating_id"],
    "unsubscribe": ["email_messages", "is_unsubscribed", "email_messages", "message_id"],
    "complaint": ["email_messages", "is_complained", "email_messages", "message_id"],
    "comment": ["social_comments", "not is_brand_reply", "social_comments", "comment_id"],
    "ticket": ["support_tickets", "true", "support_tickets", "ticket_id"],
    "survey_answer": ["survey_responses", "is_answered", "survey_responses", "response_id"],
    "check_in": ["event_attendances", "is_checked_in", "event_attendances", attendance_key()],
    "order": ["orders", "is_completed", "orders", "order_id"],
    "refund": ["refunds", "is_counted", "refunds", "refund_id"],
    "review": ["reviews", "true", "reviews", "review_id"],
} %}

with

facts as (

    {% for activity_type, (fact, where, stitched_as, key) in facts.items() -%}
    select
        '{{ activity_type }}' as activity_type,
        '{{ stitched_as }}' as fact,
        {{ key }} as row_id
    from {{ ref(fact) }}
    where {{ where }}
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

expected as (

    select
        facts.activity_type,
        count(*) as rows_with_a_person
    from facts
    left join {{ ref("int_rows_stitched") }} as stitched_rows
        on
            facts.fact = stitched_rows.fact
            and facts.row_id = stitched_rows.row_id
    where coalesce(stitched_rows.person_rule, '') <> 'none'
    group by facts.activity_type

    union all

    select
        'customer_message' as activity_type,
        sum(tickets.customer_messages) as rows_with_a_person
    from {{ ref("support_tickets") }} as tickets
    inner join {{ ref("int_rows_stitched") }} as stitched_rows
        on
            stitched_rows.fact = 'support_tickets'
            and tickets.ticket_id = stitched_rows.row_id
    where stitched_rows.person_rule <> 'none'

),

found as (

    select
        activity_type,
        sum(activities) as activities
    from {{ ref("person_activity") }}
    group by activity_type

)

select
    expected.activity_type,
    expected.rows_with_a_person,
    found.activities
from expected
left join found
    on expected.activity_type = found.activity_type
where coalesce(expected.rows_with_a_person, 0) <> coalesce(found.activities, 0)

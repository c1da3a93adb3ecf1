{#-
    Every public fact with people, by its own date, less bots and the brand's replies. rows_of: the
    fact whose stitched rows tell the person, where it is another one: a page view and a conversion
    are events.
-#}
{%- set facts = [
    {"channel": "web", "fact": "web_sessions", "key": "session_id", "date": "session_date",
        "where": "not is_bot"},
    {"channel": "web", "fact": "web_page_views", "key": "web_event_id", "date": "session_date",
        "where": "not is_bot", "rows_of": "web_events"},
    {"channel": "web", "fact": "web_conversions", "key": "web_event_id", "date": "session_date",
        "where": "not is_bot", "rows_of": "web_events"},
    {"channel": "app", "fact": "app_installs", "key": "install_id", "date": "installed_date"},
    {"channel": "app", "fact": "app_sessions", "key": "app_session_id", "date": "started_date"},
    {"channel": "app", "fact": "app_ratings", "key": "rating_id", "date": "rated_date"},
    {"channel": "email", "fact": "email_messages", "key": "message_id", "date": "sent_date"},
    {"channel": "social", "fact": "social_comments", "key": "comment_id",
        "date": "commented_date", "where": "not is_brand_reply"},
    {"channel": "support", "fact": "support_tickets", "key": "ticket_id", "date": "created_date"},
    {"channel": "surveys", "fact": "survey_responses", "key": "response_id",
        "date": "invitation_date"},
    {"channel": "live_events", "fact": "event_attendances", "key": attendance_key(),
        "date": "event_date"},
    {"channel": "commerce", "fact": "orders", "key": "order_id", "date": "ordered_date"},
    {"channel": "commerce", "fact": "refunds", "key": "refund_id", "date": "refunded_date"},
    {"channel": "commerce", "fact": "reviews", "key": "review_id", "date": "reviewed_date"},
] -%}

with

stitched_rows as (

    select * from {{ ref("int_rows_stitched") }}

),

facts as (

    {% for fact in facts -%}
    select
        '{{ fact.channel }}' as channel,
        '{{ fact.fact }}' as fact,
        '{{ fact.rows_of or fact.fact }}' as rows_of,
        {{ fact.key }} as row_id,
        {{ period_start("month", fact.date) }} as month
    from {{ ref(fact.fact) }}
    where
        {{ fact.date }} is not null
        {%- if fact.where %}
        and {{ fact.where }}
        {%- endif %}
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

final as (

    select
        facts.channel,
        facts.fact,
        facts.month,
        stitched_rows.person_rule,
        count(*) as rows
    from facts
    -- Left: a row that nobody stitched would show as one without a rule, and fail the contract.
    left join stitched_rows
        on
            facts.rows_of = stitched_rows.fact
            and facts.row_id = stitched_rows.row_id
    group by all

)

select * from final

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

timeline as (

    select
        timeline.person_id,
        timeline.activity_type,
        timeline.feeling,
        timeline.record_id,
        timeline.occurred_at,
        timeline.activity_date
    from {{ ref("customer_timeline") }} as timeline
    inner join as_of_date
        on timeline.activity_date <= as_of_date.as_of_date

),

-- What people write on social platforms, and whether the brand has answered.
posts as (

    select
        'comment' as activity_type,
        comment_id as record_id,
        sentiment = 'question' as is_question,
        false as is_advocacy,
        first_reply_at as answered_at
    from {{ ref("social_comments") }}

    union all

    select
        'mention' as activity_type,
        mention_id as record_id,
        {{ asks_the_brand("kind", "sentiment") }} as is_question,
        {{ speaks_for_the_brand("kind", "sentiment") }} as is_advocacy,
        replied_at as answered_at
    from {{ ref("stg_social_mentions") }}

),

answers as (

    select
        response_id as record_id,
        is_detailed,
        survey_type = 'nps' and {{ is_promoter("score") }} as is_advocacy,
        followed_up_at as answered_at
    from {{ ref("survey_responses") }}

),

-- Of messages at the same moment the customer's comes first [customer-turns].
last_messages as (

    select
        messages.ticket_id,
        messages.sent_at,
        {{ is_customer_message("messages.sender_type", "messages.is_public") }} as is_of_customer,
        row_number() over (
            partition by messages.ticket_id
            order by
                messages.sent_at desc,
                {{ is_customer_message("messages.sender_type", "messages.is_public") }} asc,
                messages.message_id desc
        ) as number_from_last
    from {{ ref("stg_support_messages") }} as messages
    inner join as_of_date
        on {{ local_date("messages.sent_at") }} <= as_of_date.as_of_date
    where {{ is_public_message("messages.is_public") }}

),

waiting_tickets as (

    select
        stitched_rows.person_id,
        tickets.ticket_id,
        last_messages.sent_at
    from {{ ref("support_tickets") }} as tickets
    inner join last_messages
        on tickets.ticket_id = last_messages.ticket_id
    inner join {{ ref("int_rows_stitched") }} as stitched_rows
        on
            stitched_rows.fact = 'support_tickets'
            and tickets.ticket_id = stitched_rows.row_id
    where
        not tickets.is_resolved
        and last_messages.number_from_last = 1
        and last_messages.is_of_customer
        and stitched_rows.person_id is not null

),

no_shows as (

    select
        stitched_rows.person_id,
        {{ attendance_key("attendances") }} as record_id,
        coalesce(events.ends_at, events.starts_at) as ended_at
    from {{ ref("event_attendances") }} as attendances
    inner join {{ ref("live_events") }} as events
        on attendances.live_event_id = events.live_event_id
    inner join {{ ref("int_rows_stitched") }} as stitched_rows
        on
            stitched_rows.fact = 'event_attendances'
            and {{ attendance_key("attendances") }} = stitched_rows.row_id
    where
        attendances.is_no_show
        and not attendances.is_followed_up
        and stitched_rows.person_id is not null

),

last_negative as (

    select
        person_id,
        max(occurred_at) as last_negative_at
    from timeline
    where feeling = 'negative'
    group by person_id

),

-- Everything that was said, with what became of it by the end of the as-of date.
said as (

    select
        timeline.*,
        coalesce(posts.is_question, false) as is_question,
        coalesce(answers.is_detailed, false) as is_detailed,
        coalesce(posts.is_advocacy, answers.is_advocacy, false)
        and coalesce(last_negative.last_negative_at <= timeline.occurred_at, true) as is_advocacy,
        {{ is_done_by("coalesce(posts.answered_at, answers.answered_at)") }} as is_answered
    from timeline
    cross join as_of_date
    left join posts
        on
            timeline.activity_type = posts.activity_type
            and timeline.record_id = posts.record_id
    left join answers
        on
            timeline.activity_type = 'survey_answer'
            and timeline.record_id = answers.record_id
    left join last_negative
        on timeline.person_id = last_negative.person_id
    where timeline.activity_type in ('comment', 'mention', 'survey_answer')

),

records as (

    {% for kind, condition in {
        "unanswered_question": "is_question and not is_answered",
        "negative_comment":
            "activity_type <> 'survey_answer' and feeling = 'negative' and not is_answered",
        "unhappy_answer_without_follow_up":
            "activity_type = 'survey_answer' and feeling = 'negative' and not is_answered",
        "detailed_answer": "is_detailed and not is_answered",
        "advocate": "is_advocacy",
    }.items() -%}
    select
        '{{ kind }}' as trigger_kind,
        person_id,
        record_id,
        occurred_at as happened_at,
        activity_date as record_date
    from said
    where {{ condition }}

    union all

    {% endfor -%}
    select
        'unanswered_question' as trigger_kind,
        person_id,
        ticket_id as record_id,
        sent_at as happened_at,
        {{ local_date("sent_at") }} as record_date
    from waiting_tickets

    union all

    select
        'no_show_without_follow_up' as trigger_kind,
        person_id,
        record_id,
        ended_at as happened_at,
        {{ local_date("ended_at") }} as record_date
    from no_shows

)

select * from records

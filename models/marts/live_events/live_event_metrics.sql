{%- set dimensions = ["live_event_id", "format", "topic", "acquisition_source", "brand"] -%}

with

events as (

    select * from {{ ref("live_events") }}

),

people as (

    select * from {{ ref("event_attendances") }}

),

registrations as (

    select * from {{ ref("int_event_registrations_classified") }}

),

-- Facts with their dimensions, all dated on the start of the event; without a date they are in no
-- period.
attendances as (

    select
        people.*,
        events.format,
        events.topic,
        {{ is_active_registration("people.is_registered", "people.is_cancelled") }} as is_active,
        events.capacity is not null as is_limited
    from people
    left join events
        on people.live_event_id = events.live_event_id
    where
        (people.is_registered or people.is_checked_in)
        and people.event_date is not null

),

-- The person who asks, for their acquisition source: the customer of the question itself, else the
-- person of its registration.
question_askers as (

    select
        questions.live_event_id,
        {{ event_person_type(
            "coalesce(questions.customer_id, registrations.customer_id)", "registrations.contact_id"
        ) }} as person_type,
        {{ event_person_id(
            "coalesce(questions.customer_id, registrations.customer_id)",
            "registrations.contact_id",
            "registrations.registration_id"
        ) }} as person_id,
        questions.brand,
        questions.asked_at
    from {{ ref("stg_event_questions") }} as questions
    left join registrations
        on
            questions.registration_id = registrations.registration_id
            and questions.live_event_id = registrations.live_event_id
    where {{ is_relevant_question("questions.is_relevant") }}

),

relevant_questions as (

    select
        question_askers.live_event_id,
        question_askers.person_id,
        events.format,
        events.topic,
        people.acquisition_source,
        {{ brand_of("events.brand, question_askers.brand") }} as brand,
        coalesce(events.event_date, {{ local_date("question_askers.asked_at") }}) as event_date
    from question_askers
    left join events
        on question_askers.live_event_id = events.live_event_id
    left join people
        on
            question_askers.live_event_id = people.live_event_id
            and question_askers.person_type = people.person_type
            and question_askers.person_id = people.person_id

),

feedback as (

    select
        responses.live_event_id,
        responses.customer_id as person_id,
        events.format,
        events.topic,
        people.acquisition_source,
        coalesce(events.brand, responses.brand) as brand,
        responses.score,
        responses.is_detailed,
        coalesce(events.event_date, responses.answered_date) as event_date
    from {{ ref("survey_responses") }} as responses
    left join events
        on responses.live_event_id = events.live_event_id
    left join people
        on
            responses.live_event_id = people.live_event_id
            and responses.customer_id = people.customer_id
    where
        responses.survey_type = 'event_feedback'
        and responses.is_answered

),

parts as (

    {{ metrics_table(dimensions, [
        {"facts": "events", "where": "capacity is not null", "date": "event_date",
            "lacks": ["acquisition_source"], "parts": {"capacity": part_sum("capacity")}},
        {"facts": "attendances", "date": "event_date", "parts": {
            "registrations": part_count("is_registered"),
            "active_registrations": part_count("is_event_over and is_active"),
            "active_registrations_of_limited": part_count("is_active and is_limited"),
            "check_ins": part_count("is_checked_in"),
            "registered_check_ins": part_count("is_event_over and is_active and is_checked_in"),
            "no_shows": part_count("is_no_show"),
            "followed_up_no_shows": part_count("is_no_show and is_followed_up"),
        }},
        {"facts": "relevant_questions", "date": "event_date", "parts": {
            "relevant_questions": part_count(),
        }},
        {"facts": "feedback", "date": "event_date", "parts": {
            "feedback_responses": part_count(),
            "feedback_scores": part_count("score is not null"),
            "feedback_score_sum": part_sum("score", "decimal(38, 6)"),
            "detailed_responses": part_count("is_detailed"),
        }},
    ]) }}

),

final as (

    select
        *,
        {{ ratio("active_registrations_of_limited", "capacity", 100) }} as event_fill_rate,
        {{ ratio("registered_check_ins", "active_registrations", 100) }} as attendance_rate,
        {{ ratio("followed_up_no_shows", "no_shows", 100) }} as no_show_follow_up_rate,
        {{ ratio("relevant_questions", "check_ins") }} as questions_per_attendee,
        {{ ratio("feedback_responses", "check_ins", 100) }} as feedback_response_rate,
        {{ ratio("feedback_score_sum", "feedback_scores") }} as event_satisfaction,
        {{ ratio("detailed_responses", "feedback_responses", 100) }} as detailed_response_rate
    from parts

)

select * from final

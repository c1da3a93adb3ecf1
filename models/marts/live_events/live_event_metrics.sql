{%- set dimensions = ["live_event_id", "format", "topic", "acquisition_source"] -%}
{%- set parts_of_facts = ["event_parts", "attendance_parts", "question_parts", "feedback_parts"] -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

periods as (

    select * from {{ ref("int_periods") }}

),

events as (

    select * from {{ ref("live_events") }}

),

people as (

    select * from {{ ref("event_attendances") }}

),

registrations as (

    select * from {{ ref("int_event_registrations_matched") }}

),

-- Facts with their dimensions, all dated on the start of the event. Without a date, no period.
limited_events as (

    select
        live_event_id,
        format,
        topic,
        cast(null as {{ dbt.type_string() }}) as acquisition_source,
        capacity,
        event_date
    from events
    where capacity is not null

),

attendances as (

    select
        people.live_event_id,
        people.person_id,
        events.format,
        events.topic,
        people.acquisition_source,
        people.is_registered,
        {{ is_active_registration("people.is_registered", "people.is_cancelled") }} as is_active,
        people.is_event_over,
        people.is_checked_in,
        people.is_no_show,
        people.is_followed_up,
        events.capacity is not null as is_limited,
        people.event_date
    from people
    left join events
        on people.live_event_id = events.live_event_id
    where
        (people.is_registered or people.is_checked_in)
        and people.event_date is not null

),

-- Who asks tells where he came from: the question's own customer, else the one who registered.
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

-- The parts, one row per period and cut.
event_parts as (

    {{ per_cut("limited_events", "event_date", dimensions, {
        "capacity": "sum(capacity)",
    }) }}

),

attendance_parts as (

    {{ per_cut("attendances", "event_date", dimensions, {
        "registrations": "count(*) filter (where is_registered)",
        "active_registrations": "count(*) filter (where is_event_over and is_active)",
        "active_registrations_of_limited": "count(*) filter (where is_active and is_limited)",
        "check_ins": "count(*) filter (where is_checked_in)",
        "registered_check_ins":
            "count(*) filter (where is_event_over and is_active and is_checked_in)",
        "no_shows": "count(*) filter (where is_no_show)",
        "followed_up_no_shows": "count(*) filter (where is_no_show and is_followed_up)",
    }) }}

),

question_parts as (

    {{ per_cut("relevant_questions", "event_date", dimensions, {
        "relevant_questions": "count(*)",
    }) }}

),

feedback_parts as (

    {{ per_cut("feedback", "event_date", dimensions, {
        "feedback_responses": "count(*)",
        "feedback_scores": "count(score)",
        "feedback_score_sum": "sum(score)",
        "detailed_responses": "count(*) filter (where is_detailed)",
    }) }}

),

first_activity as (

    {{ first_activity([
        {"facts": "limited_events", "date": "event_date"},
        {"facts": "attendances", "date": "event_date"},
        {"facts": "relevant_questions", "date": "event_date"},
        {"facts": "feedback", "date": "event_date"},
    ]) }}

),

row_keys as (

    {{ metric_row_keys("periods", "first_activity", parts_of_facts) }}

),

parts as (

    select
        row_keys.period_grain,
        row_keys.period_start,
        row_keys.dimension,
        row_keys.dimension_value,
        -- Events may be planned where nothing has happened yet: then there is no as-of date.
        coalesce({{ is_period_complete(
            period_end_of("row_keys.period_grain", "row_keys.period_start"), "as_of_date.as_of_date"
        ) }}, false) as is_complete,

        coalesce(attendance_parts.registrations, 0) as registrations,
        coalesce(attendance_parts.active_registrations, 0) as active_registrations,
        coalesce(
            attendance_parts.active_registrations_of_limited, 0
        ) as active_registrations_of_limited,
        event_parts.capacity,
        coalesce(attendance_parts.check_ins, 0) as check_ins,
        coalesce(attendance_parts.registered_check_ins, 0) as registered_check_ins,
        coalesce(attendance_parts.no_shows, 0) as no_shows,
        coalesce(attendance_parts.followed_up_no_shows, 0) as followed_up_no_shows,
        coalesce(question_parts.relevant_questions, 0) as relevant_questions,
        coalesce(feedback_parts.feedback_responses, 0) as feedback_responses,
        coalesce(feedback_parts.feedback_scores, 0) as feedback_scores,
        feedback_parts.feedback_score_sum,
        coalesce(feedback_parts.detailed_responses, 0) as detailed_responses
    from row_keys
    cross join as_of_date
    {{ join_metric_parts("row_keys", parts_of_facts) }}

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        cast(registrations as bigint) as registrations,
        cast(active_registrations as bigint) as active_registrations,
        cast(active_registrations_of_limited as bigint) as active_registrations_of_limited,
        cast(capacity as bigint) as capacity,
        cast(check_ins as bigint) as check_ins,
        cast(registered_check_ins as bigint) as registered_check_ins,
        cast(no_shows as bigint) as no_shows,
        cast(followed_up_no_shows as bigint) as followed_up_no_shows,
        cast(relevant_questions as bigint) as relevant_questions,
        cast(feedback_responses as bigint) as feedback_responses,
        cast(feedback_scores as bigint) as feedback_scores,
        cast(feedback_score_sum as decimal(38, 6)) as feedback_score_sum,
        cast(detailed_responses as bigint) as detailed_responses,

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

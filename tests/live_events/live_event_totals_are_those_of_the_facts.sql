{#- The months of 'all' hold every person, place, question and questionnaire exactly once. -#}
{{ config(
    group="live_events",
    meta={
        "failure":
            "The months of live_event_metrics do not hold every registration, place, question and "
            "answer exactly once.",
    },
) }}

with

metrics as (

    select
        coalesce(sum(registrations), 0) as registrations,
        coalesce(sum(check_ins), 0) as check_ins,
        coalesce(sum(no_shows), 0) as no_shows,
        coalesce(sum(capacity), 0) as capacity,
        coalesce(sum(relevant_questions), 0) as relevant_questions,
        coalesce(sum(feedback_responses), 0) as feedback_responses,
        coalesce(sum(feedback_score_sum), 0) as feedback_score_sum
    from {{ ref("live_event_metrics") }}
    where
        dimension = 'all'
        and period_grain = 'month'

),

attendances as (

    select
        count(*) filter (where is_registered) as registrations,
        count(*) filter (where is_checked_in) as check_ins,
        count(*) filter (where is_no_show) as no_shows
    from {{ ref("event_attendances") }}
    where event_date is not null

),

feedback as (

    select
        count(*) as feedback_responses,
        coalesce(sum(score), 0) as feedback_score_sum
    from {{ ref("survey_responses") }}
    where
        survey_type = 'event_feedback'
        and is_answered

),

facts as (

    select
        attendances.*,
        feedback.*,
        (
            select coalesce(sum(events.capacity), 0)
            from {{ ref("live_events") }} as events
        ) as capacity,
        (
            select count(*)
            from {{ ref("stg_event_questions") }} as questions
            where {{ is_relevant_question("questions.is_relevant") }}
        ) as relevant_questions
    from attendances
    cross join feedback

)

select metrics.*
from metrics
cross join facts
where
    metrics.registrations <> facts.registrations
    or metrics.check_ins <> facts.check_ins
    or metrics.no_shows <> facts.no_shows
    or metrics.capacity <> facts.capacity
    or metrics.relevant_questions <> facts.relevant_questions
    or metrics.feedback_responses <> facts.feedback_responses
    or metrics.feedback_score_sum <> facts.feedback_score_sum

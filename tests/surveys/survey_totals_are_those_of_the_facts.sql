{#- The months of 'all' hold every invitation, answer and score exactly once. -#}
{{ config(
    group="surveys",
    meta={
        "failure":
            "The months of survey_metrics do not hold every invitation, answer and score exactly "
            "once.",
    },
) }}

with

metrics as (

    select
        coalesce(sum(survey_invitations), 0) as survey_invitations,
        coalesce(sum(survey_responses), 0) as survey_responses,
        coalesce(sum(nps_responses), 0) as nps_responses,
        coalesce(sum(csat_score_sum), 0) as csat_score_sum,
        coalesce(sum(ces_score_sum), 0) as ces_score_sum
    from {{ ref("survey_metrics") }}
    where
        dimension = 'all'
        and period_grain = 'month'

),

facts as (

    select
        count(*) as survey_invitations,
        count(*) filter (where is_answered) as survey_responses,
        count(score) filter (where survey_type = 'nps') as nps_responses,
        coalesce(sum(score) filter (where survey_type = 'csat'), 0) as csat_score_sum,
        coalesce(sum(score) filter (where survey_type = 'ces'), 0) as ces_score_sum
    from {{ ref("survey_responses") }}

)

select metrics.*
from metrics
cross join facts
where
    metrics.survey_invitations <> facts.survey_invitations
    or metrics.survey_responses <> facts.survey_responses
    or metrics.nps_responses <> facts.nps_responses
    or metrics.csat_score_sum <> facts.csat_score_sum
    or metrics.ces_score_sum <> facts.ces_score_sum

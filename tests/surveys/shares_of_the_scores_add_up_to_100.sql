{#- The rows of a survey type and period hold every scored answer exactly once. -#}
{{ config(
    group="surveys",
    meta={"failure": "survey_score_distribution does not hold every scored answer exactly once."},
) }}

select
    period_grain,
    period_start,
    survey_type
from {{ ref("survey_score_distribution") }}
group by all
having
    abs(sum(share) - 100) > 1e-9
    or sum(share) is null

union all

select
    distribution.period_grain,
    null as period_start,
    null as survey_type
from {{ ref("survey_score_distribution") }} as distribution
group by distribution.period_grain
having
    sum(distribution.responses) <> (
        select count(responses.score)
        from {{ ref("survey_responses") }} as responses
    )

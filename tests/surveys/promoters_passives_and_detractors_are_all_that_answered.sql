{#- Each nps answer is in exactly one of the three groups, so that their shares add up to 100. -#}
{{ config(
    group="surveys",
    meta={
        "failure":
            "Promoters, passives and detractors of a row of survey_metrics are not all nps "
            "answers.",
    },
) }}

select *
from {{ ref("survey_metrics") }}
where promoters + passives + detractors <> nps_responses

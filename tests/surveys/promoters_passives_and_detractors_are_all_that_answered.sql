{#- Each nps answer is in exactly one of the three groups, so that their shares add up to 100. -#}
{{ config(group="surveys") }}

select *
from {{ ref("survey_metrics") }}
where promoters + passives + detractors <> nps_responses

{#- No step of a funnel has more sessions than the step before it. -#}
{{ config(group="web") }}

select *
from {{ ref("web_funnel") }}
where sessions > previous_sessions

{#- No step of a funnel has more sessions than the step before it. -#}
{{ config(
    group="web",
    meta={"failure": "A step of a funnel in web_funnel has more sessions than the step before it."},
) }}

select *
from {{ ref("web_funnel") }}
where sessions > previous_sessions

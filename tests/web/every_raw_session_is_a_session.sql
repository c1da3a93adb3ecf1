{#- Rows of the raw sessions are sessions as they are [raw-sessions]. -#}
{{ config(
    group="web",
    meta={"failure": "A row of the raw table sessions is no session in web_sessions."},
) }}

select raw_sessions.session_id
from {{ ref("stg_sessions") }} as raw_sessions
left join {{ ref("web_sessions") }} as sessions
    on raw_sessions.session_id = sessions.session_id
where sessions.session_id is null

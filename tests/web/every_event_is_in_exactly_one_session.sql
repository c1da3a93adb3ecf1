{#- Sessionizing neither loses nor repeats an event, and every event's session is a fact. -#}
{{ config(
    group="web",
    meta={"failure": "An event of stg_web_events is in no session of web_sessions, or in several."},
) }}

select
    web_events.web_event_id,
    count(sessions.session_id) as sessions
from {{ ref("stg_web_events") }} as web_events
left join {{ ref("int_web_events_sessionized") }} as sessionized
    on web_events.web_event_id = sessionized.web_event_id
left join {{ ref("web_sessions") }} as sessions
    on sessionized.session_id = sessions.session_id
group by web_events.web_event_id
having count(sessions.session_id) <> 1

{#-
    The decisions about web sessions (docs/definitions.md, Web), as expressions.
-#}

{#-
    Whether an event begins a session: the first of its visitor, or the first after a long gap
    [session-cut].
-#}
{% macro starts_session(occurred_at, previous_at) -%}
    {%- set latest = dbt.dateadd("second", var("session_gap_seconds"), previous_at) -%}
    ({{ previous_at }} is null or {{ occurred_at }} > {{ latest }})
{%- endmacro %}


{#-
    Whether a page view repeats the one directly before it in its session too soon to count
    [page-refresh].
-#}
{% macro is_refresh(page_path, viewed_at, previous_path, previous_viewed_at) -%}
    {%- set latest = dbt.dateadd("second", var("refresh_seconds"), previous_viewed_at) -%}
    coalesce({{ page_path }} = {{ previous_path }} and {{ viewed_at }} <= {{ latest }}, false)
{%- endmacro %}


{#-
    Duration of a session: from first to last activity; where that is 0 or unknown, the time the
    page was in front; else 0 [session-duration].
-#}
{% macro session_duration(started_at, ended_at, engaged_seconds) %}
    {%- set seconds = seconds_between(started_at, ended_at) -%}
    case
        when {{ ended_at }} > {{ started_at }} then {{ seconds }}
        else coalesce({{ engaged_seconds }}, 0)
    end
{% endmacro %}


{#-
    Whether a session, or all of a visitor's, is one page view and nothing else
    [session-bounce] [visitor-bounce].
-#}
{% macro is_bounce(page_views, actions) -%}
    coalesce({{ page_views }} = 1 and {{ actions }} = 0, false)
{%- endmacro %}


{#-
    Whether a session is an engaged one: it is long enough, has enough page views, or has a
    conversion [engaged-session].
-#}
{% macro is_engaged_session(duration_seconds, page_views, conversions) -%}
    (
        {{ duration_seconds }} >= {{ var("engaged_session_seconds") }}
        or coalesce({{ page_views }} >= {{ var("engaged_session_page_views") }}, false)
        or {{ conversions }} > 0
    )
{%- endmacro %}


{#- Whether an event is something the visitor did besides looking [event-kinds]. -#}
{% macro is_action(kind) -%}
    ({{ kind }} not in ('page_view', 'ignore'))
{%- endmacro %}


{#- Whether a session runs for so long that it is flagged [long-session]. -#}
{% macro is_long_session(started_at, ended_at) -%}
    ({{ ended_at }} > {{ dbt.dateadd("hour", var("long_session_hours"), started_at) }})
{%- endmacro %}


{#-
    Whether a row of sessions has a source of its own [session-source].
    relation: its name.
-#}
{% macro has_source(relation) -%}
    coalesce({{ relation }}.traffic_source, {{ relation }}.traffic_medium) is not null
{%- endmacro %}


{#-
    The traffic_source or traffic_medium (column) of such a row: '(none)' if the row has only the
    other one, null if it has neither [session-source].
-#}
{% macro own_source(relation, column) %}
    case when {{ has_source(relation) }} then {{ known_or_none(relation ~ "." ~ column) }} end
{% endmacro %}


{#-
    Whether a rule of the seed channel_groups fits a source and medium, in any case
    [channel-groups]. sources, channel_groups: the relations that are joined.
-#}
{% macro is_of_channel_group(sources, channel_groups) %}
    {%- set source, medium = "lower(" ~ sources ~ ".source)", "lower(" ~ sources ~ ".medium)" -%}
    {{ matches_column_pattern(source, channel_groups ~ ".source_pattern") }}
    and {{ matches_column_pattern(medium, channel_groups ~ ".medium_pattern") }}
{% endmacro %}


{#-
    The page views of a session: the count of its page view events; where it has none of those, the
    number in its raw row [session-page-views]. raw_session, session_events: the relations that are
    joined.
-#}
{% macro session_page_views(raw_session, session_events) %}
    case
        when {{ session_events }}.has_page_view or {{ raw_session }}.session_id is null
            then {{ session_events }}.page_views
        else {{ raw_session }}.page_views
    end
{% endmacro %}


{#-
    The end of a session: the end in its raw row, else its last event, if that came after the start
    of the raw row [raw-row-first]. raw_session, session_events: as above.
-#}
{% macro session_ended_at(raw_session, session_events) %}
    case
        when {{ raw_session }}.session_id is null then {{ session_events }}.ended_at
        when {{ raw_session }}.ended_at is not null then {{ raw_session }}.ended_at
        when {{ session_events }}.ended_at > {{ raw_session }}.started_at
            then {{ session_events }}.ended_at
    end
{% endmacro %}

{#- How long the app was used. -#}

{#-
    Seconds that an app session was used: in the foreground, as the app measured them (0 is a
    measured value, too); without a measure from start to end, exact to the microsecond; else null.

    foreground_seconds, started_at, ended_at: SQL expressions of the session.
-#}
{% macro usage_seconds(foreground_seconds, started_at, ended_at) -%}
    coalesce({{ foreground_seconds }}, {{ seconds_between(started_at, ended_at) }})
{%- endmacro %}


{#-
    Minutes of a sum of seconds, rounded once, after the sum: a decimal with 10 places, because a
    part must be the same in every run. seconds: SQL expression.
-#}
{% macro usage_minutes(seconds) -%}
    cast({{ ratio(seconds, 60) }} as decimal(28, 10))
{%- endmacro %}

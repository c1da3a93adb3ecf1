{#-
    Time from one timestamp to a later one, exact to the microsecond: a decimal, because a part must
    be the same in every run. earlier, later: timestamps; null if either is.
-#}

{#- In seconds, with 6 places. -#}
{% macro seconds_between(earlier, later) -%}
    cast({{ microseconds_between(earlier, later) }} * cast(0.000001 as decimal(7, 6))
        as decimal(18, 6))
{%- endmacro %}


{#- In minutes, with 10 places, or as another type. -#}
{% macro minutes_between(earlier, later, type=none) -%}
    cast({{ ratio(microseconds_between(earlier, later), 60 * 1000000) }}
        as {{ type or elapsed_type() }})
{%- endmacro %}


{#- The same in hours. -#}
{% macro hours_between(earlier, later) -%}
    cast({{ ratio(microseconds_between(earlier, later), 3600 * 1000000) }}
        as {{ elapsed_type() }})
{%- endmacro %}


{#- Type of one such time; sums of them are wider. -#}
{% macro elapsed_type() -%}
    decimal(28, 10)
{%- endmacro %}

{#-
    Time from one timestamp to a later one, exact to the microsecond. A decimal with 10 places,
    because a part must be the same in every run. earlier, later: timestamps; null if either is.
-#}
{% macro minutes_between(earlier, later) %}
    {%- set minutes = ratio(microseconds_between(earlier, later), 60 * 1000000) -%}
    {{ return("cast(" ~ minutes ~ " as " ~ elapsed_type() ~ ")") }}
{% endmacro %}


{#- The same in hours. -#}
{% macro hours_between(earlier, later) %}
    {%- set hours = ratio(microseconds_between(earlier, later), 3600 * 1000000) -%}
    {{ return("cast(" ~ hours ~ " as " ~ elapsed_type() ~ ")") }}
{% endmacro %}


{#- Type of one such time; sums of them are wider. -#}
{% macro elapsed_type() %}{{ return("decimal(28, 10)") }}{% endmacro %}

{#-
    A dimension as it is published: what is not known is '(none)' [none-value]. dimension: SQL, or
    several with commas between them, of which the first known one counts.
-#}
{% macro known_or_none(dimension) -%}
    coalesce({{ dimension }}, '(none)')
{%- endmacro %}

{#- A dimension as it is published: what is not known is '(none)' [none-value]. A column or SQL. -#}
{% macro known_or_none(dimension) -%}
    coalesce({{ dimension }}, '(none)')
{%- endmacro %}

{#- The median of a measure, as a double: a median of decimals would be cut to their scale. -#}
{% macro median(measure) -%}
    median(cast({{ measure }} as double))
{%- endmacro %}

{#- The median of a measure, as a double: that of two decimals would be cut to their scale. -#}
{% macro median(measure) -%}
    median(cast({{ measure }} as double))
{%- endmacro %}

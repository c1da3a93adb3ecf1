{#- Join condition: two relations of the metric tables' shape speak of the same row. left, right: their names. -#}
{% macro same_metric_row(left, right) %}
    {%- set conditions = [] -%}
    {%- for column in ["period_grain", "period_start", "dimension", "dimension_value"] -%}
        {%- do conditions.append(left ~ "." ~ column ~ " = " ~ right ~ "." ~ column) -%}
    {%- endfor -%}
    {{ return(conditions | join(" and ")) }}
{% endmacro %}

{#-
    Points between the csat of a row and that of the industry; above 0 is better than the industry.
    csat: in percent, null without answers; csat_benchmark: null where there is none.
-#}
{% macro csat_gap_to_benchmark(csat, csat_benchmark) -%}
    ({{ csat }} - cast({{ csat_benchmark }} as double))
{%- endmacro %}

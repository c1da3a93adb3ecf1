{#-
    Every quotient of the warehouse: numerator over denominator times scale, as a double. Where the
    denominator is null or 0 it is null, never 0 [empty-denominator].

    numerator, denominator: SQL expressions; scale: 100 for percent.
-#}
{% macro ratio(numerator, denominator, scale=1) -%}
    {%- if scale != 1 %}{{ scale }} * {% endif -%}
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}

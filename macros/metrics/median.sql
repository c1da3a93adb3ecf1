{#- The median of a measure, as a double: a median of decimals would be cut to their scale. -#}
{% macro median(measure) -%}
    median(cast({{ measure }} as double))
{%- endmacro %}


{#-
    The median of whole numbers, or of decimals with up to 4 places, as a decimal: the mean of two
    such numbers has 5 places, which the cast restores from the double that is nearest to it.
-#}
{% macro exact_median(measure) -%}
    cast({{ median(measure) }} as decimal(18, 5))
{%- endmacro %}

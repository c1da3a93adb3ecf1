{#-
    Whether a quotient stands on so few cases that chance decides it (var small_sample_size).
    denominator: SQL expression; a metric without one is no quotient, and no sample.
-#}
{% macro is_small_sample(denominator) -%}
    coalesce({{ denominator }} < {{ var("small_sample_size") }}, false)
{%- endmacro %}

{#-
    Whether a quotient is made of so few cases that chance decides it (var small_sample_size).
    denominator: SQL expression; false where it is null, because the metric is then no quotient.
-#}
{% macro is_small_sample(denominator) -%}
    coalesce({{ denominator }} < {{ var("small_sample_size") }}, false)
{%- endmacro %}

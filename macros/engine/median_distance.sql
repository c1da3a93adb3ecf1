{#-
    The median of the distances of a measure from its own median, as an aggregate or over a window.
    measure: SQL expression.
-#}
{% macro median_distance(measure) %}
    {{ return(adapter.dispatch("median_distance")(measure)) }}
{% endmacro %}

{% macro duckdb__median_distance(measure) %}
    {{ return("mad(cast(" ~ measure ~ " as double))") }}
{% endmacro %}

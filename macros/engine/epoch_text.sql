{#-
    A time that is text, where seconds since 1970 become a time that is written out; any other text
    stays as it is. A time written out never is 9 to 11 digits. column: SQL of the text.
-#}
{% macro epoch_text(column) %}
    {{ return(adapter.dispatch("epoch_text")(column)) }}
{% endmacro %}

{% macro duckdb__epoch_text(column) %}
    {{ return(
        "case when " ~ matches_pattern(column, "[0-9]{9,11}") ~ " then cast(make_timestamp(cast("
        ~ column ~ " as bigint) * 1000000) as varchar) else " ~ column ~ " end"
    ) }}
{% endmacro %}

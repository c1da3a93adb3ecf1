{#-
    A table of every date between two dates, both included, in a column named date_day; no row if
    one of them is null. relation: SQL of a one-row relation; first, last: its date columns.
-#}
{% macro date_series(relation, first, last) %}
    {{ return(adapter.dispatch("date_series")(relation, first, last)) }}
{% endmacro %}

{% macro duckdb__date_series(relation, first, last) %}
    select
        cast(unnest(generate_series({{ first }}, {{ last }}, interval 1 day)) as date) as date_day
    from {{ relation }}
{% endmacro %}

{#-
    The rows that a metrics table has even where nothing happened: 'all', for every period from the table's first activity
    to the as-of date (definitions.md 11). To stand in a CTE.

    periods: name of a CTE of int_periods; first_activity: name of a CTE with one row, column first_activity_date.
-#}
{% macro period_rows(periods, first_activity) %}
    select
        {{ periods }}.period_grain,
        {{ periods }}.period_start,
        'all' as dimension,
        'all' as dimension_value
    from {{ periods }}
    inner join {{ first_activity }}
        on {{ periods }}.period_end >= {{ first_activity }}.first_activity_date
    where {{ is_metric_grain(periods ~ ".period_grain") }}
{% endmacro %}

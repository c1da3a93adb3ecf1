{#-
    Whether somebody who opened in a period did so in each of the N periods before it, too (N = var
    regular_opener_periods_before) [regular-openers]. A person has one row per period with an
    opening: no period was missed if the row N rows earlier is exactly N periods earlier.

    period_grain, period_start: columns of the period; earlier_period_start: period_start of the row
    N rows earlier; null = none.
-#}
{% macro is_regular_opener(period_grain, period_start, earlier_period_start) %}
    coalesce(
        {{ earlier_period_start }} = {{ previous_period_start(
            period_grain, period_start, var("regular_opener_periods_before")
        ) }},
        false
    )
{% endmacro %}

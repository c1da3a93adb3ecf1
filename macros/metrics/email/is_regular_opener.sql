{#-
    Whether somebody who opened in a period did so in each of the periods before it, too (var
    regular_opener_periods_before) [regular-openers]. Who has one row per period with an opening
    missed none if the row so many rows before it is so many periods earlier.

    period_grain, period_start: columns of the period; earlier_period_start: start of the period
    with an opening that lies regular_opener_periods_before rows before; null = none.
-#}
{% macro is_regular_opener(period_grain, period_start, earlier_period_start) %}
    coalesce(
        {{ earlier_period_start }} = {{ previous_period_start(
            period_grain, period_start, var("regular_opener_periods_before")
        ) }},
        false
    )
{% endmacro %}

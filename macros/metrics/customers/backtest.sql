{#- Whether a score tells what follows it [score-backtest]. -#}

{#- Last day of the time after a month that its scores are compared with. -#}
{% macro backtest_end(month_end) -%}
    cast({{ dbt.dateadd("day", var("backtest_days"), month_end) }} as date)
{%- endmacro %}


{#- Whether the time after a month is over, and three months after it. All arguments are dates. -#}
{% macro is_backtest_complete(month_start, month_end, as_of_date) -%}
    (
        {{ is_period_complete(backtest_end(month_end), as_of_date) }}
        and {{ is_period_complete(
            period_end("month", dbt.dateadd("month", 3, month_start)), as_of_date
        ) }}
    )
{%- endmacro %}


{#-
    Area under the curve: of all pairs of one who did it and one who did not, the share in which the
    first has the higher score; a tie counts half. An aggregate over rows of one per score, exact
    while twice the number of pairs is below 2^53.

    positives, negatives: columns, how many of the score did it and did not; lower_negatives: how
    many of all lower scores did not.
-#}
{% macro auc(positives, negatives, lower_negatives) -%}
    {{ ratio(
        "sum(" ~ positives ~ " * (2 * " ~ lower_negatives ~ " + " ~ negatives ~ "))",
        "(2 * sum(" ~ positives ~ ") * sum(" ~ negatives ~ "))"
    ) }}
{%- endmacro %}

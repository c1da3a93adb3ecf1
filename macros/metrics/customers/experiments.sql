{#- What an experiment shows: the formulas of experiment_results. All arguments are SQL. -#}

{#-
    The metrics of an experiment [experiment-result], as a dict of name -> expression over the
    columns of one side of the assignment. side: own (after it) or earlier (before it).
-#}
{% macro experiment_metrics(side) %}
    {{ return({
        "net_revenue": side ~ "_net_revenue",
        "orders": side ~ "_orders",
        "active_days": side ~ "_active_days",
        "bought": "case when " ~ side ~ "_orders > 0 then 100 else 0 end",
        "was_active": "case when " ~ side ~ "_active_days > 0 then 100 else 0 end",
    }) }}
{% endmacro %}


{#- The moment a number of days of 24 hours after a time, or before it [experiment-result]. -#}
{% macro hours_of_days_after(days, at) -%}
    {{ dbt.dateadd("hour", "24 * " ~ days, at) }}
{%- endmacro %}


{#-
    Whether a window is over at the end of the as-of date, which is a column; one that ends at
    midnight is of the day before [experiment-result].
-#}
{% macro is_window_over(window_end) -%}
    {{ local_date(dbt.dateadd("microsecond", -1, window_end)) }} <= as_of_date.as_of_date
{%- endmacro %}


{#-
    The square of the standard error of a mean [experiment-result]. squares: the sum of the squared
    deviations of the values from it.
-#}
{% macro squared_error(squares, customers) -%}
    {{ ratio(squares, customers ~ " * (" ~ customers ~ " - 1)") }}
{%- endmacro %}


{#- The degrees of freedom of the difference of two means, after Welch [experiment-result]. -#}
{% macro welch_degrees(error, customers, other_error, other_customers) -%}
    {%- set own = ratio(error ~ " * " ~ error, customers ~ " - 1") -%}
    {%- set other = ratio(other_error ~ " * " ~ other_error, other_customers ~ " - 1") -%}
    {%- set both = "(" ~ error ~ " + " ~ other_error ~ ")" -%}
    ({{ ratio(both ~ " * " ~ both, "(" ~ own ~ " + " ~ other ~ ")") }})
{%- endmacro %}


{#- Half the length of the interval of the difference of two means [experiment-result]. -#}
{% macro welch_half_interval(error, customers, other_error, other_customers) -%}
    {{ t_point(welch_degrees(error, customers, other_error, other_customers)) }}
    * sqrt({{ error }} + {{ other_error }})
{%- endmacro %}


{#-
    How much of a value the time before the assignment foretells [experiment-covariate]. products:
    the sum of the deviations of both times, multiplied; squares: of those before, squared.
-#}
{% macro covariate_slope(products, squares, other_products, other_squares) -%}
    {{ ratio("(" ~ products ~ " + " ~ other_products ~ ")", squares ~ " + " ~ other_squares) }}
{%- endmacro %}


{#-
    The sum of the squared deviations that are left when the time before the assignment has been
    taken off with a slope [experiment-covariate].
-#}
{% macro adjusted_squares(squares, products, earlier_squares, slope) -%}
    greatest(
        0,
        cast({{ squares }} as double)
        - 2 * {{ slope }} * cast({{ products }} as double)
        + {{ slope }} * {{ slope }} * cast({{ earlier_squares }} as double)
    )
{%- endmacro %}


{#-
    What a variant adds to chi-square [sample-ratio], as an exact number. expected: how many of the
    customers it should have.
-#}
{% macro chi_square_term(customers, expected) -%}
    {%- set gap = "(" ~ customers ~ " - " ~ expected ~ ")" -%}
    {{ exact_deviation(ratio(gap ~ " * " ~ gap, expected)) }}
{%- endmacro %}

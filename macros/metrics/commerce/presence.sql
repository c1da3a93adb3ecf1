{#-
    On which days a customer is there [customer-presence]: "there at the start of day P" means P
    lies between present_from and present_until, both included. All arguments and results are local
    dates.
-#}

{#-
    basis subscription: a term counts from the day after its start to the day of its end; a term
    without an end counts for ever.
-#}
{% macro term_present_from(started_date) -%}
    cast({{ dbt.dateadd("day", 1, started_date) }} as date)
{%- endmacro %}

{% macro term_present_until(ended_date) -%}
    coalesce({{ ended_date }}, date '9999-12-31')
{%- endmacro %}


{#- basis orders: an order counts for the var churn_days days after it. -#}
{% macro order_present_from(ordered_date) -%}
    cast({{ dbt.dateadd("day", 1, ordered_date) }} as date)
{%- endmacro %}

{% macro order_present_until(ordered_date) -%}
    cast({{ dbt.dateadd("day", var("churn_days"), ordered_date) }} as date)
{%- endmacro %}


{#- Whether a term or an order, with these two dates, makes its customer be there on a day. -#}
{% macro is_present(present_from, present_until, day) -%}
    ({{ day }} between {{ present_from }} and {{ present_until }})
{%- endmacro %}


{#-
    Whether it can be known who was there at the start of a day. On basis orders the data must reach
    back from that day for as long as an order counts (var churn_days) [known-presence]. basis:
    column; first_ordered_date: of the data.
-#}
{% macro is_presence_known(basis, day, first_ordered_date) -%}
    {%- set first_known_day = dbt.dateadd("day", -1 * var("churn_days"), day) -%}
    ({{ basis }} <> 'orders' or coalesce({{ first_known_day }} >= {{ first_ordered_date }}, false))
{%- endmacro %}

{#-
    Whether a month is late enough for the window of the frequent buyer and of the segment monthly:
    so many months (var frequent_buyer_months), of which last_month is the last. month, last_month:
    first days of months.
-#}
{% macro is_recent_month(month, last_month) -%}
    {%- set before = dbt.dateadd("month", -1 * var("frequent_buyer_months"), last_month) -%}
    {{ month }} > {{ before }}
{%- endmacro %}


{#-
    Whether a month with an order counts for a frequent buyer of a period: it is in the window of
    months that ends with the period's last month, and the order was not after the period's end
    [frequent-buyers].

    order_month: first day of the month; first_ordered_date: day of the customer's first order in
    it; last_month: first day of the last month of the period, as of the as-of date; period_end:
    last day of the period.
-#}
{% macro is_frequent_buyer_month(order_month, first_ordered_date, last_month, period_end) -%}
    {{ is_recent_month(order_month, last_month) }}
    and {{ order_month }} <= {{ last_month }}
    and {{ first_ordered_date }} <= {{ period_end }}
{%- endmacro %}

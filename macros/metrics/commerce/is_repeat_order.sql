{#-
    Whether an order is not its customer's first ever. order_rank: its rank in the customer's
    whole history, null for guests.
-#}
{% macro is_repeat_order(order_rank) -%}
    coalesce({{ order_rank }} > 1, false)
{%- endmacro %}

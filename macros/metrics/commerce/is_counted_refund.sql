{#-
    Whether a refund lowers revenue: yes, unless its order is known and not completed, because such
    an order never was revenue [counted-refunds]. order_status: status of the refund's order; null =
    unknown order.
-#}
{% macro is_counted_refund(order_status) -%}
    ({{ order_status }} is null or {{ is_completed_order(order_status) }})
{%- endmacro %}

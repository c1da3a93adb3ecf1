{#-
    Whether an order counts: pending and cancelled orders are in no metric. status: of the order.
-#}
{% macro is_completed_order(status) -%}
    ({{ status }} = 'completed')
{%- endmacro %}

{#-
    Whether an order is one: pending and cancelled orders are in no metric. status: the order's
    status.
-#}
{% macro is_completed_order(status) -%}
    ({{ status }} = 'completed')
{%- endmacro %}

{#-
    The person of an app session: its own customer, else its device [channel-person]. The kind of
    id is written before it, so that a customer and a device with the same id stay two persons.

    customer_id, device_id: SQL expressions of the session's own row.
-#}
{% macro app_person(customer_id, device_id) -%}
    coalesce('customer ' || {{ customer_id }}, 'device ' || {{ device_id }})
{%- endmacro %}

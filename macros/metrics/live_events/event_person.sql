{#-
    Who a registration or a question of a live event belongs to [event-person]: the customer,
    else the event tool's contact, else the row itself. The three ids come from different systems
    and may be equal by chance: the kind of person is therefore part of the key.
-#}

{% macro event_person_type(customer_id, contact_id) %}
    case
        when {{ customer_id }} is not null then 'customer'
        when {{ contact_id }} is not null then 'contact'
        else 'registration'
    end
{% endmacro %}

{% macro event_person_id(customer_id, contact_id, registration_id) -%}
    coalesce({{ customer_id }}, {{ contact_id }}, {{ registration_id }})
{%- endmacro %}

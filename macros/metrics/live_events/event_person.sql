{#-
    Who a registration or a question of a live event belongs to [event-person]: the customer,
    else the event tool's contact, else nobody but the row itself. Keys of the three are of
    different worlds, so that the kind of person is part of the key.
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

{#-
    Whether a conversation is its customer's first ever in its support channel [first-in-channel];
    of two at the same instant, the one with the lesser ticket_id. False without a customer.
-#}
{% macro is_first_contact(customer_id, support_channel, created_at, ticket_id) %}
    (
        {{ customer_id }} is not null
        and row_number() over (
            partition by {{ customer_id }}, {{ support_channel }}
            order by {{ created_at }}, {{ ticket_id }}
        ) = 1
    )
{% endmacro %}

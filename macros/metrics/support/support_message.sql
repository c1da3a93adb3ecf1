{#-
    Who wrote a message of a conversation to whom [brand-voices]. The customer does not see private
    notes. sender_type: customer | agent | bot; is_public: null = public.
-#}

{#- Whether the customer could read the message, or wrote it. -#}
{% macro is_public_message(is_public) -%}
    coalesce({{ is_public }}, true)
{%- endmacro %}


{#- Whether the customer wrote it. -#}
{% macro is_customer_message(sender_type, is_public) -%}
    ({{ sender_type }} = 'customer' and {{ is_public_message(is_public) }})
{%- endmacro %}


{#- Whether a person answered the customer with it. -#}
{% macro is_agent_answer(sender_type, is_public) -%}
    ({{ sender_type }} = 'agent' and {{ is_public_message(is_public) }})
{%- endmacro %}


{#- Whether a bot answered the customer with it. -#}
{% macro is_bot_answer(sender_type, is_public) -%}
    ({{ sender_type }} = 'bot' and {{ is_public_message(is_public) }})
{%- endmacro %}

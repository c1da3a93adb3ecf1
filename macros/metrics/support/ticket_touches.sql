{#-
    Whether a conversation was solved with exactly one public answer of a person; null (unknown)
    without any message [message-touches]. messages, agent_answers: counts.
-#}
{% macro is_one_touch_ticket(is_resolved, messages, agent_answers) -%}
    case when {{ messages }} > 0 then {{ is_resolved }} and {{ agent_answers }} = 1 end
{%- endmacro %}


{#-
    Whether the customer and the brand wrote to each other; bots and agents are the brand, private
    notes are not. Null without a message. All arguments are counts.
-#}
{% macro is_two_way_ticket(messages, customer_messages, agent_answers, bot_answers) %}
    case
        when {{ messages }} > 0
            then {{ customer_messages }} > 0 and {{ agent_answers }} + {{ bot_answers }} > 0
    end
{% endmacro %}

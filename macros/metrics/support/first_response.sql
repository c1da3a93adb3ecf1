{#-
    When a person first answered a conversation: its messages tell, and what the help desk writes
    counts only where there is no message at all [first-response].

    messages: count of its messages; first_answered_at: of the first public message of a person;
    first_response_at: as the help desk has it.
-#}
{% macro first_responded_at(messages, first_answered_at, first_response_at) %}
    case when {{ messages }} = 0 then {{ first_response_at }} else {{ first_answered_at }} end
{% endmacro %}


{#-
    Minutes from the opening to that answer, null without one. An answer from before the opening, as
    in a conversation that the brand began, took no time: it is 0, not less.
-#}
{% macro first_response_minutes(created_at, first_responded_at) %}
    case
        when {{ first_responded_at }} < {{ created_at }} then 0
        else {{ minutes_between(created_at, first_responded_at) }}
    end
{% endmacro %}

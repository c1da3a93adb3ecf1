{#-
    When a person first answered a conversation: by its messages. The time that the help desk
    reports counts only where there is no message at all [first-response].

    messages: count of its messages; first_answered_at: of the first public message of a person;
    first_response_at: as the help desk reports it.
-#}
{% macro first_responded_at(messages, first_answered_at, first_response_at) %}
    case when {{ messages }} = 0 then {{ first_response_at }} else {{ first_answered_at }} end
{% endmacro %}


{#-
    Minutes from the opening to that answer, null without one. An answer may be older than the
    opening, if the brand began the conversation: then it is 0, never negative.
-#}
{% macro first_response_minutes(created_at, first_responded_at) %}
    case
        when {{ first_responded_at }} < {{ created_at }} then 0
        else {{ minutes_between(created_at, first_responded_at) }}
    end
{% endmacro %}

{#-
    Whether a conversation is solved now: by its status, or without a status by whether it has a
    time of solution [resolved-tickets]. status: open | pending | solved | closed | null.
-#}
{% macro is_resolved_ticket(status, solved_at) %}
    case
        when {{ status }} is null then {{ solved_at }} is not null
        else {{ status }} in ('solved', 'closed')
    end
{% endmacro %}


{#- Whether it was solved at any time, also if it is open again. -#}
{% macro is_ever_solved_ticket(is_resolved, solved_at) -%}
    ({{ is_resolved }} or {{ solved_at }} is not null)
{%- endmacro %}


{#- Whether it was opened again after a solution. reopens: null = never. -#}
{% macro is_reopened_ticket(is_ever_solved, reopens) -%}
    ({{ is_ever_solved }} and coalesce({{ reopens }}, 0) > 0)
{%- endmacro %}


{#-
    Whether a bot solved it alone [bot-resolved]: it is solved, no person wrote in it, not even a
    private note, and the help desk says that a bot solved it. Where the help desk says nothing, a
    bot must have written in it.

    is_bot_resolved: as the help desk reports it; has_bot_message, has_agent_message: public or not.
-#}
{% macro is_bot_resolved_ticket(
    is_bot_resolved, is_resolved, has_bot_message, has_agent_message
) -%}
    (
        {{ is_resolved }}
        and not {{ has_agent_message }}
        and coalesce({{ is_bot_resolved }}, {{ has_bot_message }})
    )
{%- endmacro %}

{#-
    Whether an email event shows that a person opened the message: an open, or a click, which
    implies an open [person-opens]. The source marks events of machines; an event without the mark
    is a person's.

    event_type, is_machine: columns of email_events.
-#}
{% macro is_opened_by_person(event_type, is_machine) -%}
    ({{ event_type }} in ('opened', 'clicked') and not {{ is_done_by_machine(is_machine) }})
{%- endmacro %}


{#- Whether a machine fetched the pictures or followed a link: the same events with the mark. -#}
{% macro is_opened_by_machine(event_type, is_machine) -%}
    ({{ event_type }} in ('opened', 'clicked') and {{ is_done_by_machine(is_machine) }})
{%- endmacro %}


{#- Whether an email event shows that a person followed a link. -#}
{% macro is_clicked_by_person(event_type, is_machine) -%}
    ({{ event_type }} = 'clicked' and not {{ is_done_by_machine(is_machine) }})
{%- endmacro %}


{#- Whether an email event comes from a privacy proxy or a scanner; unknown = by a person. -#}
{% macro is_done_by_machine(is_machine) -%}
    coalesce({{ is_machine }}, false)
{%- endmacro %}

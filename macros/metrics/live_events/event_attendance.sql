{#-
    What a row of event_registrations is, and what a person is by all of their rows [event-person].
    All arguments named is_... and has_... are booleans that are never null, except is_relevant.
-#}

{#- The time of a registration: the first of these that is known. -#}
{% macro registration_happened_at(registered_at, checked_in_at, cancelled_at) -%}
    coalesce({{ registered_at }}, {{ checked_in_at }}, {{ cancelled_at }})
{%- endmacro %}


{#-
    Whether a row is a registration: it has a time of registration, or no row of the table has one
    (has_registered_at false), and it is not waiting for a place.
-#}
{% macro is_registration(registered_at, has_registered_at, is_waitlisted) -%}
    (({{ registered_at }} is not null or not {{ has_registered_at }}) and not {{ is_waitlisted }})
{%- endmacro %}


{#-
    Whether a registration is cancelled: what the source says of it, else whether it has a time at
    which it was [cancelled-registrations].
-#}
{% macro is_cancelled_registration(is_cancelled, cancelled_at) -%}
    coalesce({{ is_cancelled }}, {{ cancelled_at }} is not null)
{%- endmacro %}


{#- Whether an event is over: its last day (of its end, else its start) is [complete-period]. -#}
{% macro is_event_over(starts_at, ends_at, as_of_date) -%}
    {%- set end_date = local_date("coalesce(" ~ ends_at ~ ", " ~ starts_at ~ ")") -%}
    coalesce({{ is_period_complete(end_date, as_of_date) }}, false)
{%- endmacro %}


{#- Whether a person holds a place: registered, and not all of their registrations cancelled. -#}
{% macro is_active_registration(is_registered, is_cancelled) -%}
    ({{ is_registered }} and not {{ is_cancelled }})
{%- endmacro %}


{#- Whether a person came without having registered or waited for a place. -#}
{% macro is_walk_in(is_checked_in, is_registered, is_waitlisted) -%}
    ({{ is_checked_in }} and not {{ is_registered }} and not {{ is_waitlisted }})
{%- endmacro %}


{#- Whether a person held a place at an event that is over, and did not come. -#}
{% macro is_no_show(is_event_over, is_active_registration, is_checked_in) -%}
    ({{ is_event_over }} and {{ is_active_registration }} and not {{ is_checked_in }})
{%- endmacro %}


{#- Whether a question counts: only one judged irrelevant does not. -#}
{% macro is_relevant_question(is_relevant) -%}
    coalesce({{ is_relevant }}, true)
{%- endmacro %}

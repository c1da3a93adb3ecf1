{#-
    Whether a customer came back soon: at most so many hours (var repeat_contact_hours) after they
    opened their previous conversation [repeat-contact].

    created_at: its opening; previous_created_at: the latest earlier opening of the same customer,
    null = none. Two at the same instant are no repeat of each other.
-#}
{% macro is_repeat_contact(created_at, previous_created_at) -%}
    {%- set window_end = dbt.dateadd("hour", var("repeat_contact_hours"), previous_created_at) -%}
    coalesce({{ created_at }} <= {{ window_end }}, false)
{%- endmacro %}

{#-
    What became of a push notification [push-return] [push-delivery]. Arguments: SQL expressions.
-#}

{#- When it was on the device: at its delivery, else at its opening, which implies a delivery. -#}
{% macro push_reached_at(delivered_at, opened_at) -%}
    coalesce({{ delivered_at }}, {{ opened_at }})
{%- endmacro %}


{#-
    Whether an app session is a return: it starts at most so many hours (var push_return_hours)
    after the notification was on the device; both ends count.
-#}
{% macro is_push_return(started_at, reached_at) -%}
    (
        {{ started_at }} >= {{ reached_at }}
        and {{ started_at }} <= {{ dbt.dateadd("hour", var("push_return_hours"), reached_at) }}
    )
{%- endmacro %}

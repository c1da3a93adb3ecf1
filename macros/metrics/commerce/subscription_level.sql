{#-
    Which term tells a customer's subscription level [subscription-level]. Arguments: SQL
    expressions; terms are rows of int_subscriptions_dated.
-#}

{#- Of the terms that run at once, the latest to start; of two that start at once, the greater id.
    partition: what the terms run for, such as a customer and a day. -#}
{% macro is_latest_term(partition, started_at, subscription_id) -%}
    row_number() over (
        partition by {{ partition }}
        order by {{ started_at }} desc, {{ subscription_id }} desc
    ) = 1
{%- endmacro %}


{#- Of the terms that start in a period, the first; of two that start at once, the greater id. -#}
{% macro is_first_term(partition, started_at, subscription_id) -%}
    row_number() over (
        partition by {{ partition }}
        order by {{ started_at }}, {{ subscription_id }} desc
    ) = 1
{%- endmacro %}


{#-
    The level of a customer in a period of customer_retention: that of the start of the period. Only
    who is new in the period, and has no term that is older, has that of the first term in it.

    is_new: whether he is; level_at_start, first_level: of the term running at the start, and of the
    first to start in the period; null = there is none.
-#}
{% macro level_in_period(is_new, level_at_start, first_level) %}
    case when {{ is_new }} then coalesce({{ level_at_start }}, {{ first_level }})
        else {{ level_at_start }} end
{% endmacro %}

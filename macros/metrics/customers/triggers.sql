{#- What is open for a person at the as-of date [trigger-row]. -#}

{#- Whether something was answered by the end of the as-of date; as_of_date is a column. -#}
{% macro is_done_by(answered_at) -%}
    coalesce({{ local_date(answered_at) }} <= as_of_date.as_of_date, false)
{%- endmacro %}


{#- Whether a cart has had its hours by the end of the as-of date, which is a column. -#}
{% macro is_cart_over(added_at) -%}
    {{ is_window_over(dbt.dateadd("hour", var("abandoned_cart_hours"), added_at)) }}
{%- endmacro %}


{#- Whether a person is back on a day. previous_date: the last active day before it, or null. -#}
{% macro is_back_after_absence(active_date, previous_date) -%}
    {{ dbt.datediff(previous_date, active_date, "day") }} > {{ var("absence_days") }}
{%- endmacro %}


{#-
    So many usual gaps between orders, in whole days. first_date, last_date, order_days: of all days
    with an order.
-#}
{% macro days_of_gaps(gaps, first_date, last_date, order_days) -%}
    cast(floor({{ ratio(
        dbt.datediff(first_date, last_date, "day"), order_days ~ " - 1", gaps
    ) }}) as bigint)
{%- endmacro %}


{#- Whether a customer orders regularly, so that a longer silence says something. -#}
{% macro has_usual_gap(first_date, last_date, order_days) -%}
    {{ order_days }} >= {{ var("churn_risk_order_days") }}
    and {{ dbt.datediff(first_date, last_date, "day") }}
    >= {{ var("churn_risk_least_gap") }} * ({{ order_days }} - 1)
{%- endmacro %}


{#- Whether a mention waits for an answer. kind, sentiment: of the mention, open lists. -#}
{% macro asks_the_brand(kind, sentiment) -%}
    (
        coalesce(lower({{ kind }}) = 'direct_message', false)
        or coalesce(lower({{ sentiment }}) = 'question', false)
    )
{%- endmacro %}


{#- Whether a mention speaks for the brand: it is positive, or passes on what the brand wrote. -#}
{% macro speaks_for_the_brand(kind, sentiment) -%}
    (
        coalesce(lower({{ kind }}) = 'share', false)
        or coalesce(lower({{ sentiment }}) = 'positive', false)
    )
{%- endmacro %}


{#- How many records a row names. -#}
{% macro evidence_records() %}
    {{ return(20) }}
{% endmacro %}


{#- The customer of a person, null for a person who is only an identifier. -#}
{% macro customer_of_person(person_id) -%}
    case
        when {{ person_id }} like 'customer:%'
            then substring({{ person_id }}, length('customer:') + 1)
    end
{%- endmacro %}

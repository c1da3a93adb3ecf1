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


{#-
    What level_in_period looks at, for a CTE: per period and customer the level of the term that
    runs at its start and of the first that starts in it; a plan without a name is '(none)'.

    periods, terms: CTEs of int_periods and int_subscriptions_dated. Columns: period_grain,
    period_start, customer_id, level_at_start, first_level.
-#}
{% macro levels_in_periods(periods, terms) %}
    {%- set customer_period = "periods.period_grain, periods.period_start, terms.customer_id" -%}
    select
        period_grain,
        period_start,
        customer_id,
        max(level_at_start) as level_at_start,
        max(first_level) as first_level
    from (
        select
            periods.period_grain,
            periods.period_start,
            terms.customer_id,
            coalesce(terms.plan, '(none)') as level_at_start,
            cast(null as {{ dbt.type_string() }}) as first_level
        from {{ periods }} as periods
        inner join {{ terms }} as terms
            on {{ is_present("terms.present_from", "terms.present_until", "periods.period_start") }}
        qualify {{ is_latest_term(customer_period, "terms.started_at", "terms.subscription_id") }}

        union all

        select
            periods.period_grain,
            periods.period_start,
            terms.customer_id,
            cast(null as {{ dbt.type_string() }}) as level_at_start,
            coalesce(terms.plan, '(none)') as first_level
        from {{ periods }} as periods
        inner join {{ terms }} as terms
            on terms.started_date between periods.period_start and periods.period_end
        qualify {{ is_first_term(customer_period, "terms.started_at", "terms.subscription_id") }}
    ) as levels
    group by all
{% endmacro %}

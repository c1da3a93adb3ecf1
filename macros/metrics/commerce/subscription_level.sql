{#-
    Which term decides a customer's subscription level [subscription-level]. Arguments: SQL
    expressions; terms are rows of int_subscriptions_dated.
-#}

{#-
    Of the terms that run on the same day, the one that started last; of two that started at the
    same moment, the one with the greater id. partition: columns to choose one term for, such as a
    customer and a day.
-#}
{% macro is_latest_term(partition, started_at, subscription_id) -%}
    row_number() over (
        partition by {{ partition }}
        order by {{ started_at }} desc, {{ subscription_id }} desc
    ) = 1
{%- endmacro %}


{#- Of the terms that start in a period, the first; of two at the same moment, the greater id. -#}
{% macro is_first_term(partition, started_at, subscription_id) -%}
    row_number() over (
        partition by {{ partition }}
        order by {{ started_at }}, {{ subscription_id }} desc
    ) = 1
{%- endmacro %}


{#-
    The level of a customer in a period of customer_retention: the level at the start of the period.
    Only a customer who is new in the period and had no term at its start has the level of the first
    term that starts in it.

    is_new: whether the customer is new; level_at_start, first_level: level of the term that runs at
    the start, and of the first term that starts in the period; null = no such term.
-#}
{% macro level_in_period(is_new, level_at_start, first_level) %}
    case when {{ is_new }} then coalesce({{ level_at_start }}, {{ first_level }})
        else {{ level_at_start }} end
{% endmacro %}


{#-
    Customers in periods, for a CTE, with the two levels that level_in_period needs: level_at_start
    of the term that runs at the start of the period, and first_level of the first term that starts
    in it; a plan without a name is '(none)'.

    customer_periods: CTE with customer_id, period_grain and period_start, all of its columns are
    kept; periods, terms: relations of int_periods and int_subscriptions_dated.
-#}
{% macro with_levels(customer_periods, periods, terms) %}
    with

    levels_at_start as (

        select
            starts.period_start,
            terms.customer_id,
            {{ known_or_none("terms.plan") }} as subscription_level
        from (select distinct period_start from {{ periods }}) as starts
        inner join {{ terms }} as terms
            on {{ is_present("terms.present_from", "terms.present_until", "starts.period_start") }}
        qualify {{ is_latest_term(
            "starts.period_start, terms.customer_id", "terms.started_at", "terms.subscription_id"
        ) }}

    ),

    first_levels as (

        select
            periods.period_grain,
            periods.period_start,
            terms.customer_id,
            {{ known_or_none("terms.plan") }} as subscription_level
        from {{ periods }} as periods
        inner join {{ terms }} as terms
            on terms.started_date between periods.period_start and periods.period_end
        qualify {{ is_first_term(
            "periods.period_grain, periods.period_start, terms.customer_id",
            "terms.started_at",
            "terms.subscription_id"
        ) }}

    )

    select
        customer_periods.*,
        levels_at_start.subscription_level as level_at_start,
        first_levels.subscription_level as first_level
    from {{ customer_periods }} as customer_periods
    left join levels_at_start
        on
            customer_periods.customer_id = levels_at_start.customer_id
            and customer_periods.period_start = levels_at_start.period_start
    left join first_levels
        on
            customer_periods.customer_id = first_levels.customer_id
            and customer_periods.period_grain = first_levels.period_grain
            and customer_periods.period_start = first_levels.period_start
{% endmacro %}

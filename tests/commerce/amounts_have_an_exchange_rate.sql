{#- A warning: days on which a currency has no exchange rate, and what they cost. -#}
{{ config(group="commerce", severity="warn") }}

{%- set query -%}
    select
        'No rate into {{ var("base_currency") | upper }} is known for ' || amounts.currency
        || ' from ' || cast(min(amounts.amount_date) as {{ dbt.type_string() }})
        || ' to ' || cast(max(amounts.amount_date) as {{ dbt.type_string() }})
        || ': orders and refunds of these days that no number holds: ' || count(*)
        || '. Add rates to ' || {{ string_literal(exchange_rates_place()) }} || '.' as message
    from (
        select
            currency,
            ordered_date as amount_date
        from {{ ref("int_orders_converted") }}
        where not has_exchange_rate

        union all

        select
            currency,
            refunded_date as amount_date
        from {{ ref("int_refunds_converted") }}
        where not has_exchange_rate
    ) as amounts
    group by amounts.currency
{%- endset -%}

{{ warn_with_rows(query) }}

{#-
    An amount in the base currency, exact: amounts have 6 decimals, rates 8, the product 14, and
    nothing is rounded before it is summed [exchange-rate]. The amount is widened first, for
    DuckDB multiplies decimals of 18 digits in 18 digits.

    amount, exchange_rate: SQL expressions; rate = base currency for one unit.
-#}
{% macro base_amount(amount, exchange_rate) -%}
    cast(cast({{ amount }} as decimal(24, 6)) * {{ exchange_rate }} as {{ money_type() }})
{%- endmacro %}

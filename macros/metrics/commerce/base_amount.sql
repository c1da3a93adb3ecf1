{#-
    An amount in the base currency, exact: amounts have 6 decimals, rates 8, the product 14, and
    nothing is rounded before it is summed [exchange-rate]. The amount is cast to a wider decimal
    first: DuckDB keeps the product of two 18-digit decimals in 18 digits, where it may overflow.

    amount, exchange_rate: SQL expressions; rate = base currency for one unit.
-#}
{% macro base_amount(amount, exchange_rate) -%}
    cast(cast({{ amount }} as decimal(24, 6)) * {{ exchange_rate }} as {{ money_type() }})
{%- endmacro %}

{#-
    An amount in the base currency, exact: amounts have 6 decimals, rates 8, the product 14, and nothing is rounded before it is
    summed (definitions.md 31). amount, exchange_rate: SQL expressions; rate = base currency for one unit.
-#}
{% macro base_amount(amount, exchange_rate) %}{{ return("(" ~ amount ~ " * " ~ exchange_rate ~ ")") }}{% endmacro %}

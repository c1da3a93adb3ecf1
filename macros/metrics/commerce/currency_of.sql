{#-
    The currency of an amount, in upper case: the first that is known, else the base currency
    [exchange-rate]. currencies: columns, the row's own first.
-#}
{% macro currency_of(currencies) -%}
    upper(coalesce({{ currencies | join(", ") }}, {{ string_literal(var("base_currency")) }}))
{%- endmacro %}

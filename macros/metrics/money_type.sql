{#-
    Type of sums of money: exact, with the decimals of an amount times a rate. Sums of doubles
    differ from run to run.
-#}
{% macro money_type() -%}
    decimal(38, 14)
{%- endmacro %}

{#-
    Whether another customer brought this one; nobody refers themselves [own-referral].
    customer_id, referred_by_customer_id: SQL expressions.
-#}
{% macro is_referred(customer_id, referred_by_customer_id) -%}
    coalesce({{ referred_by_customer_id }} <> {{ customer_id }}, false)
{%- endmacro %}

{#-
    Years that customers have been customers: their days, the first and the last included, over the
    var days_per_year [annual-value]. A decimal with 10 places, because a part must be the same
    in every run. customer_days: their sum.
-#}
{% macro customer_years(customer_days) -%}
    cast({{ ratio(customer_days, var("days_per_year")) }} as decimal(28, 10))
{%- endmacro %}

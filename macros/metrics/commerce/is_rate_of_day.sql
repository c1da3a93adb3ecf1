{#-
    Whether an exchange rate is the last one on or before a local day [exchange-rate].

    date: local date of the amount; valid_from, valid_until: the rate's first day and the next
    rate's; null = open. -#}
{% macro is_rate_of_day(date, valid_from, valid_until) -%}
    ({{ valid_from }} is null or {{ valid_from }} <= {{ date }})
    and ({{ valid_until }} is null or {{ date }} < {{ valid_until }})
{%- endmacro %}

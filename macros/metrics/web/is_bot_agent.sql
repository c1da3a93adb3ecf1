{#- Whether a user agent holds a text that gives bots away, in any case [bot-sessions]. -#}
{% macro is_bot_agent(user_agent, pattern) -%}
    {%- set place = dbt.position("lower(" ~ pattern ~ ")", "lower(" ~ user_agent ~ ")") -%}
    ({{ place }} > 0)
{%- endmacro %}

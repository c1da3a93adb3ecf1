{#- Whether a user agent contains the text of a bot, in upper or lower case [bot-sessions]. -#}
{% macro is_bot_agent(user_agent, pattern) -%}
    {%- set place = dbt.position("lower(" ~ pattern ~ ")", "lower(" ~ user_agent ~ ")") -%}
    ({{ place }} > 0)
{%- endmacro %}

{#- Whether a user agent holds a text that gives bots away (definitions.md 25), whatever the case. -#}
{% macro is_bot_agent(user_agent, pattern) %}
    {{ return("(" ~ dbt.position("lower(" ~ pattern ~ ")", "lower(" ~ user_agent ~ ")") ~ " > 0)") }}
{% endmacro %}

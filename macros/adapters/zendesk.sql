{#-
    Whether a user of Zendesk writes for a bot: named in the option bot_users of the connection, by
    id or by name in any case.

    connection, id, name: SQL of the user's columns.
-#}
{% macro is_zendesk_bot(connection, id, name) %}
    {%- set cases = [] -%}
    {%- for described in source_connections("zendesk") if described.bot_users is defined -%}
        {%- for user in described.bot_users -%}
            {%- set literal = string_literal(user | string | lower) -%}
            {%- do cases.append(
                "(" ~ connection ~ " = " ~ string_literal(described.name) ~ " and " ~ literal
                ~ " in (" ~ id ~ ", lower(" ~ name ~ ")))"
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return("(" ~ (cases | join(" or ") or "false") ~ ")") }}
{% endmacro %}

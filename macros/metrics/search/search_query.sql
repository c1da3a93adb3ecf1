{#-
    The words of a search. query: column, null = hidden by the engine; keyword: column of the
    reference seed watched_keywords.
-#}

{#- Name of a query in the marts. A search for this very text has the same name: see is_hidden. -#}
{% macro query_name(query) -%}
    coalesce({{ query }}, '(hidden)')
{%- endmacro %}


{#- Whether a query is a watched keyword: the same words, in any case. A hidden one never is. -#}
{% macro is_watched_keyword(query, keyword) -%}
    lower({{ query }}) = lower({{ keyword }})
{%- endmacro %}

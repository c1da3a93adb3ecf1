{#-
    The words of a search. query: column, null = hidden by the engine; keyword: column of the
    reference seed watched_keywords.
-#}

{#- What a query is called in the marts; is_hidden tells a search for this very text apart. -#}
{% macro query_name(query) -%}
    coalesce({{ query }}, '(hidden)')
{%- endmacro %}


{#- Whether a query is a watched keyword: the same words, in any case. A hidden one never is. -#}
{% macro is_watched_keyword(query, keyword) -%}
    lower({{ query }}) = lower({{ keyword }})
{%- endmacro %}

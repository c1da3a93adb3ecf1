{#-
    Whether a row is of a kind of search that its connection wants: web search, unless the option
    search_types says otherwise. Pictures and Discover have other positions, or none.
-#}
{% macro is_wanted_search() -%}
    {%- set wanted = "coalesce(lower(search_type), 'web')" -%}
    {%- set named = [] -%}
    {%- for connection in source_connections("google_search_console")
        if connection.search_types is defined -%}
        {%- set types = [] -%}
        {%- for search_type in connection.search_types -%}
            {%- do types.append(string_literal(search_type | lower)) -%}
        {%- endfor -%}
        {%- do named.append(
            "when connection = " ~ string_literal(connection.name) ~ " then " ~ wanted ~ " in ("
            ~ types | join(", ") ~ ")"
        ) -%}
    {%- endfor -%}
    {%- if named -%}
        case {{ named | join(" ") }} else {{ wanted }} = 'web' end
    {%- else -%}
        {{ wanted }} = 'web'
    {%- endif -%}
{%- endmacro %}

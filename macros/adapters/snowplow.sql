{#-
    The names that a value inside of a context may have, for source_rows(). Loaders write a context
    as a column by the version of its schema, with fields in camel case, or by its first number.

    name: how the value is called afterwards; context: the column without the version; field: of
    the context, in camel case; snake_field: as BigQuery's loader writes it.
-#}
{% macro snowplow_context(name, context, field, snake_field) %}
    {%- set names = [name] -%}
    {%- for version in ["1_0_0", "1_0_1", "1_0_2", "1_0_3", "1_0_4", "1"] -%}
        {%- for spelling in [field, snake_field] | unique -%}
            {%- do names.append(context ~ "_" ~ version ~ ".[0]." ~ spelling) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(names) }}
{% endmacro %}


{#-
    Who a visitor of Snowplow is: domain_userid, a cookie of the site, or network_userid, one of the
    collector, for connections with the option visitor_id: network_userid.
-#}
{% macro snowplow_visitor() -%}
    {%- set names = [] -%}
    {%- for connection in source_connections("snowplow")
        if connection.visitor_id == "network_userid" -%}
        {%- do names.append(string_literal(connection.name)) -%}
    {%- endfor -%}
    {%- if names -%}
        case
            when connection in ({{ names | join(", ") }}) then network_userid
            else domain_userid
        end
    {%- else -%}
        domain_userid
    {%- endif -%}
{%- endmacro %}

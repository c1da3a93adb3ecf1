{#-
    Whether a row of a reference seed counts in this build: examples count for the demo company
    alone. is_example: its column, null = no.
-#}
{% macro is_of_this_company(is_example) -%}
    {%- if is_demo() -%}
        true
    {%- else -%}
        not coalesce({{ is_example }}, false)
    {%- endif -%}
{%- endmacro %}

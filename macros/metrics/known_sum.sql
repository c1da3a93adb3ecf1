{#-
    Sum of values of which some may be null: a null counts 0, and the sum is null only where all
    values are [known-sums]. values: list of SQL expressions.
-#}
{% macro known_sum(values) %}
    {%- set counted = [] -%}
    {%- for value in values -%}{%- do counted.append("coalesce(" ~ value ~ ", 0)") -%}{%- endfor -%}
    case
        when coalesce({{ values | join(", ") }}) is not null
            then {{ counted | join(" + ") }}
    end
{% endmacro %}

{#-
    Sum of values of which some may be unknown: an unknown one counts 0, and only where none is
    known the sum is unknown too [known-sums]. values: list of SQL expressions.
-#}
{% macro known_sum(values) %}
    {%- set counted = [] -%}
    {%- for value in values -%}{%- do counted.append("coalesce(" ~ value ~ ", 0)") -%}{%- endfor -%}
    case
        when coalesce({{ values | join(", ") }}) is not null
            then {{ counted | join(" + ") }}
    end
{% endmacro %}

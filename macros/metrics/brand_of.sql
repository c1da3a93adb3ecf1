{#-
    A brand as it is published: unknown is the var default_brand [default-brand]. brand: SQL, or
    several with commas between them, of which the first known one counts.
-#}
{% macro brand_of(brand) -%}
    coalesce({{ brand }}, {{ string_literal(var("default_brand")) }})
{%- endmacro %}

{#- A brand as it is published: unknown is the var default_brand [default-brand]. -#}
{% macro brand_of(brand) -%}
    coalesce({{ brand }}, {{ string_literal(var("default_brand")) }})
{%- endmacro %}

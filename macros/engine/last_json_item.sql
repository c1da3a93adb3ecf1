{#-
    The greatest text of a field among those items of a JSON list whose other field has a value (in
    any case); null where there is none. json: SQL of the list as text.
-#}
{% macro last_json_item(json, field, other_field, value) %}
    {{ return(adapter.dispatch("last_json_item")(json, field, other_field, value)) }}
{% endmacro %}

{% macro duckdb__last_json_item(json, field, other_field, value) -%}
    list_max(
        list_transform(
            list_filter(
                from_json(
                    case when json_valid({{ json }}) then {{ json }} end,
                    '[{"{{ field }}": "VARCHAR", "{{ other_field }}": "VARCHAR"}]'
                ),
                lambda item: lower(item.{{ other_field }}) = {{ string_literal(value) }}
            ),
            lambda item: item.{{ field }}
        )
    )
{%- endmacro %}

{#-
    A JSON text such as [{"key": "a", "value": {"int_value": 1}}] as a list for value_of_key().
    Every kind of value is read as text: Google Analytics sends one parameter now as a number, now
    as a text. json: SQL expression.
-#}
{% macro key_values(json) %}
    {{ return(adapter.dispatch("key_values")(json)) }}
{% endmacro %}

{% macro duckdb__key_values(json) -%}
    list_sort(
        list_transform(
            from_json(
                case when json_valid({{ json }}) then {{ json }} end,
                '[{
                    "key": "VARCHAR",
                    "value": {
                        "string_value": "VARCHAR",
                        "int_value": "VARCHAR",
                        "float_value": "VARCHAR",
                        "double_value": "VARCHAR"
                    }
                }]'
            ),
            lambda pair: {
                'key': pair.key,
                'value': coalesce(
                    pair.value.string_value,
                    pair.value.int_value,
                    pair.value.float_value,
                    pair.value.double_value
                )
            }
        )
    )
{%- endmacro %}


{#- The value of a key, as text; null where there is none. pairs: a list of key_values(). -#}
{% macro value_of_key(pairs, key) %}
    {{ return(adapter.dispatch("value_of_key")(pairs, key)) }}
{% endmacro %}

{% macro duckdb__value_of_key(pairs, key) -%}
    list_filter({{ pairs }}, lambda pair: pair.key = {{ string_literal(key) }})[1].value
{%- endmacro %}

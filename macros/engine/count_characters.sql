{#-
    How many characters of a text are of a kind. Engines spell the classes of Unicode differently.
    text: SQL expression.
-#}

{#- Characters of a class. character_class: in RE2's spelling, such as \p{L}. -#}
{% macro count_characters(text, character_class) %}
    {{ return(adapter.dispatch("count_characters")(text, character_class)) }}
{% endmacro %}

{% macro duckdb__count_characters(text, character_class) %}
    {{ return("length(regexp_replace(" ~ text ~ ", '[^" ~ character_class ~ "]', '', 'g'))") }}
{% endmacro %}


{#- Characters of the scripts that are written without spaces between words. -#}
{% macro count_spaceless_script_characters(text) %}
    {{ return(adapter.dispatch("count_spaceless_script_characters")(text)) }}
{% endmacro %}

{% macro duckdb__count_spaceless_script_characters(text) %}
    {%- set scripts = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"] -%}
    {{ return(count_characters(text, "\\p{" ~ scripts | join("}\\p{") ~ "}")) }}
{% endmacro %}


{#- Characters that are no white space, in any script. -#}
{% macro count_non_space_characters(text) %}
    {{ return(adapter.dispatch("count_non_space_characters")(text)) }}
{% endmacro %}

{% macro duckdb__count_non_space_characters(text) %}
    {{ return("length(regexp_replace(" ~ text ~ ", '[\\t-\\r\\x{85}\\p{Z}]', '', 'g'))") }}
{% endmacro %}

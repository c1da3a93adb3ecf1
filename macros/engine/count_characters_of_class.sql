{#-
    How many characters of a text belong to a class.
    text: SQL expression; character_class: in RE2's spelling, such as \p{L}.
-#}
{% macro count_characters_of_class(text, character_class) %}
    {{ return(adapter.dispatch("count_characters_of_class")(text, character_class)) }}
{% endmacro %}

{% macro duckdb__count_characters_of_class(text, character_class) %}
    {{ return("length(regexp_replace(" ~ text ~ ", '[^" ~ character_class ~ "]', '', 'g'))") }}
{% endmacro %}

{#-
    The script that most letters of a text belong to: han, cyrillic, latin or other; null without a
    letter. Of scripts with equally many, the first in this order. text: SQL expression.
-#}
{% macro script_of_text(text) %}
    {%- set letters = {
        "han": count_characters(text, "\\p{Han}"),
        "cyrillic": count_characters(text, "\\p{Cyrillic}"),
        "latin": count_characters(text, "\\p{Latin}"),
    } -%}
    {%- set all_letters = count_characters(text, "\\p{L}") -%}
    {%- set others = all_letters ~ " - " ~ letters.values() | join(" - ") -%}
    {%- set most = "greatest(" ~ letters.values() | join(", ") ~ ", " ~ others ~ ")" -%}
    case
        when coalesce({{ all_letters }}, 0) = 0 then null
        {%- for script, count in letters.items() %}
        when {{ count }} = {{ most }} then '{{ script }}'
        {%- endfor %}
        else 'other'
    end
{% endmacro %}

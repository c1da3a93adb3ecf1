{#-
    Whether the answer to an open question is detailed [detailed-answer]. Chinese, Japanese or
    Thai say in 15 characters what takes 40 in an alphabet, so that the least length depends on the
    script.

    body: the text without white space at its ends, null = no text.
-#}
{% macro is_detailed_answer(body) -%}
    coalesce(
        length({{ body }}) >= {{ var("detailed_answer_characters") }}
        or (
            {{ is_in_spaceless_script(body) }}
            and length({{ body }}) >= {{ var("detailed_answer_characters_without_spaces") }}
        ),
        false
    )
{%- endmacro %}


{#- Whether enough of a text's characters are of a script written without spaces. -#}
{% macro is_in_spaceless_script(body) -%}
    (
        {{ count_spaceless_script_characters(body) }} > 0
        and 100 * {{ count_spaceless_script_characters(body) }}
        >= {{ var("spaceless_script_percent") }} * {{ count_non_space_characters(body) }}
    )
{%- endmacro %}

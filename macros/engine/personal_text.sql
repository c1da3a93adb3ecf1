{#-
    Personal data in a text: whether there is any, and the text without it
    (docs/decisions/privacy.md). text: SQL expression.
-#}

{#-
    The text as a mart may show it. A text with an e-mail address becomes '(email)'. A text with the
    query of a page or the user of a site is cleaned by clean_address.
-#}
{% macro cleaned_text(text) %}
    {{ return(adapter.dispatch("cleaned_text")(text)) }}
{% endmacro %}

{% macro duckdb__cleaned_text(text) -%}
    {%- set in_word = "[^\\s\\p{Z}]*" -%}
    case
        when not {{ may_need_cleaning(text) }} then {{ text }}
        when regexp_matches({{ text }}, '{{ email_address_pattern() }}') then '(email)'
        when regexp_matches({{ text }}, '(://{{ in_word }}[=@]|[?]{{ in_word }}=)')
            then {{ clean_address(text) }}
        else {{ text }}
    end
{%- endmacro %}


{#- Whether cleaned_text changes a text. -#}
{% macro needs_cleaning(text) -%}
    ({{ may_need_cleaning(text) }} and {{ cleaned_text(text) }} <> {{ text }})
{%- endmacro %}


{#- Whether cleaned_text may change a text: a cheap check first, which nearly no text passes. -#}
{% macro may_need_cleaning(text) %}
    {{ return(adapter.dispatch("may_need_cleaning")(text)) }}
{% endmacro %}

{% macro duckdb__may_need_cleaning(text) -%}
    (
        {%- for sign in ["@", "＠", "%", "="] %}
        contains({{ text }}, '{{ sign }}'){{ " or" if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{#- RE2 pattern of an @: plain, full-width, or percent-encoded any number of times. -#}
{% macro at_sign_pattern() %}{{ return("(?:@|＠|%(?:25)*40)") }}{% endmacro %}


{#- RE2 pattern of an e-mail address: the name's last character, the @, and a host with a dot. -#}
{% macro email_address_pattern() %}
    {%- set word = "\\p{L}\\p{M}\\p{N}" -%}
    {{ return(
        "[" ~ word ~ "._%+\\x27-]" ~ at_sign_pattern() ~ "[" ~ word ~ ".%-]+[.][\\p{L}%]"
    ) }}
{% endmacro %}

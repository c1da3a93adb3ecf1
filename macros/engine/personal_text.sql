{#-
    What a text tells of a person, and the text without it (docs/decisions/privacy.md).
    text: SQL expression.
-#}

{#-
    The text as a mart may show it: '(email)' where it holds an e-mail address; where it holds the
    query of a page or the user of a site, what clean_address leaves of it.
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


{#- Whether cleaned_text may change a text: cheap to tell, and false of nearly every text. -#}
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


{#- The @ in RE2's spelling, plain, of full width, or encoded however often. -#}
{% macro at_sign_pattern() %}{{ return("(?:@|＠|%(?:25)*40)") }}{% endmacro %}


{#- An e-mail address in RE2's spelling: a name's last character, the @, and a host with a dot. -#}
{% macro email_address_pattern() %}
    {%- set word = "\\p{L}\\p{M}\\p{N}" -%}
    {{ return(
        "[" ~ word ~ "._%+\\x27-]" ~ at_sign_pattern() ~ "[" ~ word ~ ".%-]+[.][\\p{L}%]"
    ) }}
{% endmacro %}

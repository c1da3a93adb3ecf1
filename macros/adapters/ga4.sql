{#- What the steps and adapters of Google Analytics 4 share. -#}

{#- A text without those that stand for nothing. column: SQL expression. -#}
{% macro ga4_text(column) -%}
    case
        when lower({{ column }}) not in ('(not set)', '(none)', '(direct)') then {{ column }}
    end
{%- endmacro %}


{#- Whether an event comes from a website; all others come from an app. -#}
{% macro is_ga4_web() -%}
    coalesce(lower(platform), 'web') = 'web'
{%- endmacro %}


{#-
    Milliseconds that are text as seconds, as text. What is no number stays as it is, so that the
    contract shows it.
-#}
{% macro seconds_of_milliseconds(column) -%}
    {%- set number = cast_text(column, "decimal") -%}
    coalesce(
        cast(cast({{ number }} * 0.001 as decimal(18, 6)) as {{ dbt.type_string() }}), {{ column }}
    )
{%- endmacro %}

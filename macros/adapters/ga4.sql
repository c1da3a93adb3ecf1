{#- What the steps and adapters of Google Analytics 4 share. -#}

{#- A text without those that stand for nothing. column: SQL expression. -#}
{% macro ga4_text(column) -%}
    case
        when lower({{ column }}) not in ('(not set)', '(none)', '(direct)') then {{ column }}
    end
{%- endmacro %}


{#- A parameter of an event: a column of Fivetran's, else one of the pairs of the export. -#}
{% macro ga4_parameter(name) -%}
    coalesce(param_{{ name }}, {{ value_of_key("pairs", name) }})
{%- endmacro %}


{#- The export has no id of an event: rows that agree in all of this are one. -#}
{% macro ga4_event_id() -%}
    {%- set told = [] -%}
    {%- for column in [
        "stream_id", "user_pseudo_id", "event_timestamp", "event_name", "event_bundle_sequence_id",
        "batch_event_index", "batch_page_id", "batch_ordering_id",
        "cast(pairs as " ~ dbt.type_string() ~ ")",
    ] -%}
        {%- do told.append("coalesce(" ~ column ~ ", '')") -%}
    {%- endfor -%}
    md5({{ told | join(" || '|' || ") }})
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

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


{#-
    What an event of the export is recognized by: a hash of columns and of its parameters.

    columns: list of their names; events: the relation, with its parameters in pairs.
-#}
{% macro ga4_identity(columns, events) %}
    {%- set texts = [] -%}
    {%- for column in columns -%}
        {%- do texts.append("coalesce(" ~ events ~ "." ~ column ~ ", '')") -%}
    {%- endfor -%}
    {%- do texts.append(
        "coalesce(cast(" ~ events ~ ".pairs as " ~ dbt.type_string() ~ "), '')"
    ) -%}
    {{ return("md5(" ~ texts | join(" || '|' || ") ~ ")") }}
{% endmacro %}


{#-
    The parameters of an event as columns: those of Fivetran, else those of the export.

    names: list of parameters; events: the relation, with those of the export in pairs.
-#}
{% macro ga4_parameters(names, events) %}
    {%- set columns = [] -%}
    {%- for name in names -%}
        {%- do columns.append(
            "coalesce(" ~ events ~ ".param_" ~ name ~ ", "
            ~ value_of_key(events ~ ".pairs", name) ~ ") as " ~ name
        ) -%}
    {%- endfor -%}
    {{ return(columns | join(", ")) }}
{% endmacro %}

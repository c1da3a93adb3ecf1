{#-
    Every var with its value of this build, for build_audit. YAML reads an unquoted date as a date:
    it is turned into text again.
-#}
{% macro vars_in_force() %}
    {%- set values = {} -%}
    {%- for name, rules in var("declared_vars").items() -%}
        {%- set value = var(name) -%}
        {%- set is_date = rules.type == "date" and value is not none -%}
        {%- do values.update({name: value | string if is_date else value}) -%}
    {%- endfor -%}
    {{ return(values) }}
{% endmacro %}


{#- Where the raw tables of this build came from, in words. -#}
{% macro raw_source_name() %}
    {%- if is_demo() -%}
        {{ return("demo") }}
    {%- endif -%}
    {%- set places = [] -%}
    {%- if var("raw_files", none) is not none -%}
        {%- do places.append("files: " ~ var("raw_files")) -%}
    {%- elif var("raw_schema", none) is not none -%}
        {%- do places.append("schema: " ~ var("raw_schema")) -%}
    {%- endif -%}
    {%- if checked_var("sources") -%}
        {%- do places.append("sources: " ~ checked_var("sources") | join(", ")) -%}
    {%- endif -%}
    {{ return(places | join("; ")) }}
{% endmacro %}

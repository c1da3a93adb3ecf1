{#-
    Where a raw table comes from. Called by the base models only.

    raw_table: name of the raw table in the contract.
    Returns a dict: raw_table, place (for messages), relation (SQL to stand behind FROM; null for a missing table)
    and columns (the names it has, as they are spelled there).

    Three modes, by var: raw_files (a folder), raw_schema (a schema of the database), neither (the demo seeds). source()
    has no edge to a seed, so the demo goes through ref().
    A missing table warns and is read as empty. A missing required column, a repeated column and a file format
    that is none of ours fail, each with the place and the remedy.
-#}
{% macro raw(raw_table) %}
    {%- if var("raw_files", none) is not none -%}
        {%- set found = raw_from_files(raw_table, var("raw_files")) -%}
    {%- elif var("raw_schema", none) is not none -%}
        {%- set found = raw_from_relation(raw_table, source("raw", raw_table)) -%}
    {%- else -%}
        {%- set found = raw_from_relation(raw_table, ref("raw_" ~ raw_table)) -%}
    {%- endif -%}
    {%- do check_raw_columns(found) -%}
    {{ return(found) }}
{% endmacro %}


{#- A table of the database: a demo seed, or the user's own. -#}
{% macro raw_from_relation(raw_table, relation) %}
    {%- set found = {"raw_table": raw_table, "place": relation | string, "relation": none, "columns": []} -%}
    {%- if execute -%}
        {%- set existing = load_relation(relation) -%}
        {%- if existing is not none -%}
            {%- do found.update({
                "relation": existing | string,
                "columns": adapter.get_columns_in_relation(existing) | map(attribute="name") | list,
            }) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}


{#- Warns about a missing table, fails on missing required and on repeated columns. -#}
{% macro check_raw_columns(found) %}
    {%- if is_building() -%}
        {%- set contract = raw_contract(found.raw_table) -%}
        {%- if found.relation is none -%}
            {%- do exceptions.warn(
                "Raw table '" ~ found.raw_table ~ "' is missing (" ~ found.place ~ "): it is read as empty."
            ) -%}
        {%- else -%}
            {%- set names = found.columns | map("lower") | map("trim") | list -%}
            {%- set missing = [] -%}
            {%- for column in contract.columns -%}
                {%- if column.required and column.name not in names -%}
                    {%- do missing.append(column.name) -%}
                {%- endif -%}
                {%- if names | select("equalto", column.name) | list | length > 1 -%}
                    {{ exceptions.raise_compiler_error(
                        "Raw table '" ~ found.raw_table ~ "' (" ~ found.place ~ ") has the column '" ~ column.name
                        ~ "' more than once. Keep one of them."
                    ) }}
                {%- endif -%}
            {%- endfor -%}
            {%- if missing -%}
                {{ exceptions.raise_compiler_error(
                    "Raw table '" ~ found.raw_table ~ "' (" ~ found.place ~ ") lacks the required column(s) "
                    ~ missing | join(", ") ~ ". It has: " ~ (found.columns | join(", ") or "no column at all")
                    ~ ". Add or rename the column"
                    ~ (", or set csv_delimiter (now '" ~ var("csv_delimiter") ~ "') if that looks like one long name."
                       if var("raw_files", none) is not none else ".")
                ) }}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}

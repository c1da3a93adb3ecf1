{#-
    Where a raw table comes from. Called by the base models only.

    raw_table: name of the raw table in the contract.
    Returns a dict: raw_table, place (for messages), relation (SQL to stand behind FROM; null for a
    missing table), columns (the names it has, as they are spelled there) and parts (the place and
    columns of each file or group of files with the same columns, of which each must have the
    required ones), and is_in_place where its rows have a _row_number.

    Three modes, by var: raw_files (a folder), raw_schema (a schema of the database), neither (the
    demo seeds). source() has no edge to a seed, so the demo goes through ref().
    A missing table warns and is read as empty. A missing required column, a repeated column and a
    file format that is none of ours fail, each with the place and the remedy.
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
    {%- set found = {
        "raw_table": raw_table,
        "place": relation | string,
        "relation": none,
        "columns": [],
        "parts": [],
    } -%}
    {%- if execute -%}
        {%- set existing = load_relation(relation) -%}
        {%- if existing is not none -%}
            {%- set columns = adapter.get_columns_in_relation(existing)
                | map(attribute="name") | list -%}
            {%- do found.update({
                "relation": existing | string,
                "columns": columns,
                "parts": [{"place": found.place, "columns": columns}],
            }) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}


{#- Warns about a missing table, fails on missing required and on repeated columns. -#}
{% macro check_raw_columns(found) %}
    {%- if is_building() -%}
        {%- if found.relation is none -%}
            {%- do exceptions.warn(
                "Raw table '" ~ found.raw_table ~ "' is missing or has no columns (" ~ found.place
                ~ "): it is read as empty."
            ) -%}
        {%- endif -%}
        {%- for part in found.parts -%}
            {%- do check_raw_part(found.raw_table, part) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}


{#- Fails where a part of a raw table repeats a column or lacks a required one. -#}
{% macro check_raw_part(raw_table, part) %}
    {%- set named = "Raw table '" ~ raw_table ~ "' (" ~ part.place ~ ")" -%}
    {%- set names = part.columns | map("lower") | map("trim") | list -%}
    {%- for name in names | unique if names.count(name) > 1 -%}
        {{ exceptions.raise_compiler_error(
            named ~ " has the column '" ~ name ~ "' more than once. Keep one of them."
        ) }}
    {%- endfor -%}
    {%- set missing = [] -%}
    {%- for column in raw_contract(raw_table).columns -%}
        {%- if column.required and column.name not in names -%}
            {%- do missing.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if missing -%}
        {%- set remedy = "Add or rename the column" -%}
        {%- if var("raw_files", none) is not none -%}
            {%- set remedy = remedy ~ ", or set csv_delimiter (now '" ~ var("csv_delimiter")
                ~ "') or csv_encoding (now " ~ var("csv_encoding")
                ~ ") if the names look broken" -%}
        {%- endif -%}
        {{ exceptions.raise_compiler_error(
            named ~ " lacks the required column(s) " ~ missing | join(", ") ~ ". It has: "
            ~ (part.columns | join(", ") or "no column at all") ~ ". " ~ remedy ~ "."
        ) }}
    {%- endif -%}
{% endmacro %}

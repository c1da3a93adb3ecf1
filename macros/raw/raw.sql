{#-
    Where a raw table comes from. Called by the base models only.

    raw_table: name of the raw table in the contract.
    Returns a dict: raw_table, place (for messages), relation (SQL for the FROM clause; none for a
    missing table), column_names (dict: column of the contract -> its name in the relation), parts
    (one for each file, or group of files with the same columns: its place, and its columns as they
    are spelled; each part must have the required columns), is_in_place (whether every model reads
    the files themselves; the rows then have a _row_number), has_unreadable_lines (whether the
    relation has the column _unreadable_line).

    Four places, by var: raw_files (a folder) or raw_schema (a schema of the database); beside or
    instead of them sources (the adapter models of the systems that a company has, see
    macros/adapters); none of these (the demo seeds, read through ref(): dbt knows of no edge from a
    source() to a seed).
    A missing table warns and is read as empty, and a column that the contract does not know warns.
    A missing required column, a repeated column, a column that is probably misspelt and an unknown
    file format fail, each with the place and the remedy.
-#}
{% macro raw(raw_table) %}
    {%- if var("raw_files", none) is not none -%}
        {%- set found = raw_from_files(raw_table, var("raw_files")) -%}
    {%- elif var("raw_schema", none) is not none -%}
        {%- set found = raw_from_relation(raw_table, source("raw", raw_table)) -%}
    {%- elif is_demo() -%}
        {%- set found = raw_from_relation(raw_table, ref("raw_" ~ raw_table)) -%}
    {%- else -%}
        {%- set found = {
            "raw_table": raw_table,
            "place": none,
            "relation": none,
            "column_names": {},
            "parts": [],
        } -%}
    {%- endif -%}
    {%- set adapters = adapters_of(raw_table) -%}
    {%- do check_raw_columns(found, adapters) -%}
    {{ return(with_adapter_rows(found, adapters)) }}
{% endmacro %}


{#-
    What raw() found with the rows of adapter models below its own, all as text: the contract judges
    both alike. found: the dict of raw(); adapters: list of relations.
-#}
{% macro with_adapter_rows(found, adapters) %}
    {%- if not adapters or not is_building() -%}
        {{ return(found) }}
    {%- endif -%}
    {%- set parts = [] -%}
    {%- if found.relation is not none -%}
        {%- do parts.append({
            "relation": found.relation,
            "texts": column_texts(found.relation, found.column_names),
            "unreadable": found.has_unreadable_lines,
        }) -%}
    {%- endif -%}
    {%- for relation in adapters -%}
        {%- set names = adapter.get_columns_in_relation(relation) | map(attribute="name") | list -%}
        {%- set column_names = known_column_names(contract_names(found.raw_table), names) -%}
        {%- do parts.append({
            "relation": relation | string,
            "texts": column_texts(relation, column_names),
            "unreadable": false,
        }) -%}
    {%- endfor -%}
    {%- for system in checked_var("sources")
        if found.raw_table in source_systems()[system].fills -%}
        {%- set relation = broken_source_lines(system, found.raw_table) -%}
        {%- if relation is not none -%}
            {%- do parts.append({"relation": relation, "texts": {}, "unreadable": true}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set no_text = "cast(null as " ~ dbt.type_string() ~ ")" -%}
    {%- set branches, column_names = [], {} -%}
    {%- for part in parts -%}
        {%- set selected = [] -%}
        {%- for name in contract_names(found.raw_table) -%}
            {%- do selected.append(part.texts.get(name, no_text) ~ " as " ~ name) -%}
            {%- if name in part.texts -%}
                {%- do column_names.update({name: name}) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do selected.append(
            ("_unreadable_line" if part.unreadable else no_text) ~ " as _unreadable_line"
        ) -%}
        {%- do branches.append(
            "select " ~ selected | join(", ") ~ " from " ~ part.relation
        ) -%}
    {%- endfor -%}
    {%- do found.update({
        "relation": "(" ~ branches | join(" union all ") ~ ") as rows_of_all_sources",
        "column_names": column_names,
        "is_in_place": false,
        "has_unreadable_lines": true,
    }) -%}
    {{ return(found) }}
{% endmacro %}


{#- SQL of the text of each column of a relation, by known name. column_names: known -> found. -#}
{% macro column_texts(relation, column_names) %}
    {%- set types = described_types(relation) -%}
    {%- set texts = {} -%}
    {%- for name, spelled in column_names.items() -%}
        {%- do texts.update({name: text_of(quoted_name(spelled), types[spelled])}) -%}
    {%- endfor -%}
    {{ return(texts) }}
{% endmacro %}


{#- A table of the database: a demo seed, or the user's own. -#}
{% macro raw_from_relation(raw_table, relation) %}
    {%- set found = {
        "raw_table": raw_table,
        "place": relation | string,
        "relation": none,
        "column_names": {},
        "parts": [],
    } -%}
    {%- if execute -%}
        {%- set existing = load_relation(relation) -%}
        {%- if existing is not none -%}
            {%- set columns = adapter.get_columns_in_relation(existing)
                | map(attribute="name") | list -%}
            {%- do found.update({
                "relation": existing | string,
                "column_names": known_column_names(contract_names(raw_table), columns),
                "parts": [{"place": found.place, "columns": columns}],
            }) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}


{#-
    Warns about a missing table, unless an adapter fills it or the user brings systems only; fails
    on missing required and on repeated columns.
-#}
{% macro check_raw_columns(found, adapters) %}
    {%- if is_building() -%}
        {%- if found.relation is none and found.place and not adapters -%}
            {%- do exceptions.warn(
                "Raw table '" ~ found.raw_table ~ "' is missing or has no columns (" ~ found.place
                ~ "): it is read as empty."
            ) -%}
        {%- endif -%}
        {%- for part in found.parts -%}
            {%- do check_raw_part(found.raw_table, part) -%}
        {%- endfor -%}
        {%- do warn_of_unknown_columns(found) -%}
    {%- endif -%}
{% endmacro %}


{#-
    Fails where a part of a raw table has a column of the contract twice, has a column that is
    probably misspelt, or lacks a required one.
-#}
{% macro check_raw_part(raw_table, part) %}
    {%- set named = "Raw table '" ~ raw_table ~ "' (" ~ part.place ~ ")" -%}
    {%- set names = part.columns | map("lower") | map("trim") | list -%}
    {%- set known = contract_names(raw_table) -%}
    {%- for name in known if names.count(name) > 1 -%}
        {{ exceptions.raise_compiler_error(
            named ~ " has the column '" ~ name ~ "' more than once. Keep one of them."
        ) }}
    {%- endfor -%}
    {%- set absent = known | reject("in", names) | list -%}
    {%- set misspelt = [] -%}
    {%- for name in part.columns if name | lower | trim not in known -%}
        {%- set nearest = none if is_allowed_name(name) else nearest_name(name, absent) -%}
        {%- if nearest -%}
            {%- do misspelt.append(
                named ~ " has no column " ~ nearest ~ " but a column '" ~ name ~ "'. "
                ~ rename_or_allow(name, nearest)
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if misspelt -%}
        {{ exceptions.raise_compiler_error(misspelt | join("\n")) }}
    {%- endif -%}
    {%- set missing = [] -%}
    {%- for column in raw_contract(raw_table).columns -%}
        {%- if column.required and column.name not in names -%}
            {%- do missing.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if missing -%}
        {%- set remedy = "Add or rename the column" -%}
        {%- if ".json" in part.place or ".ndjson" in part.place -%}
            {%- set remedy = remedy ~ ", and see that each line is one JSON object" -%}
        {%- elif var("raw_files", none) is not none -%}
            {%- set remedy = remedy ~ ", or set csv_delimiter (now '" ~ var("csv_delimiter")
                ~ "') or csv_encoding (now " ~ var("csv_encoding")
                ~ ") if the names look broken" -%}
        {%- endif -%}
        {{ exceptions.raise_compiler_error(
            named ~ " lacks the required column(s) " ~ missing | join(", ") ~ ". "
            ~ told_columns(part.columns, known) ~ " " ~ remedy ~ "."
        ) }}
    {%- endif -%}
{% endmacro %}


{#-
    The columns of a part, as a sentence for the message. If no name is similar to one of the
    contract, the names are not shown: a file without a header has a row of data in their place.
-#}
{% macro told_columns(columns, known) %}
    {%- if not columns -%}{{ return("It has no column at all.") }}{%- endif -%}
    {%- for column in columns -%}
        {%- for name in known if name in column | lower -%}
            {{ return("It has: " ~ first_names(columns) ~ ".") }}
        {%- endfor -%}
    {%- endfor -%}
    {{ return("Its header has no name of the contract at all.") }}
{% endmacro %}

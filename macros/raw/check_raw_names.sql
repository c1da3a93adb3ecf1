{#-
    Names that the contract does not know: of files and tables, once per build, and of columns,
    table by table. A name that is probably a misspelt one of the contract fails, because its data
    would be missing silently; any other is named in a warning and not read.
-#}

{#-
    Called by on-run-start. Checks the names directly below the folder raw_files, or of the tables
    of raw_schema; the demo has no names of a user.
-#}
{% macro check_raw_names() %}
    {%- if is_building() and (var("raw_files") is not none or var("raw_schema") is not none) -%}
        {%- set entries = raw_file_entries(var("raw_files")) if var("raw_files") is not none
            else raw_table_entries() -%}
        {%- set tables = entries | map(attribute="table") | list -%}
        {%- set absent = raw_tables() | reject("in", tables) | list -%}
        {%- set misspelt, unread = [], [] -%}
        {%- for entry in entries if not entry.is_read -%}
            {%- set nearest = none if is_allowed_name(entry.name)
                else nearest_name(entry.stem, absent) -%}
            {%- if nearest -%}
                {%- do misspelt.append(
                    "There is no raw table '" ~ nearest ~ "' but " ~ entry.place ~ ". "
                    ~ rename_or_allow(entry.name, nearest)
                ) -%}
            {%- else -%}
                {%- do unread.append(entry.name) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if misspelt -%}
            {{ exceptions.raise_compiler_error(misspelt | join("\n")) }}
        {%- elif unread -%}
            {%- do exceptions.warn(
                "Not read, because no raw table of the contract has such a name: "
                ~ first_names(unread) ~ "."
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{#-
    The files and folders directly below a folder, each a dict: name; place, for messages; stem, the
    part of the name that tells the table; table, the raw table that it belongs to, or none;
    is_read, whether it is read. Fails where there is no file at all: a mistyped folder must not
    become a company without any data.
-#}
{% macro raw_file_entries(folder) %}
    {%- set below = glob_literal(folder) -%}
    {#- Two patterns: '/**' alone does not follow a symbolic link to a folder. -#}
    {%- set files = run_query(
        "select file from glob([" ~ string_literal(below ~ "/*") ~ ", "
        ~ string_literal(below ~ "/*/**/*") ~ "]) order by file"
    ) -%}
    {%- if files | length == 0 -%}
        {{ exceptions.raise_compiler_error(
            "The folder " ~ folder ~ " (var raw_files) is not there or holds no file. "
            ~ "Name the folder that holds one file, or one folder of files, per raw table."
        ) }}
    {%- endif -%}
    {%- set entries = {} -%}
    {%- for row in files if not is_left_behind(row[0], folder) -%}
        {%- set path = path_below(row[0], folder) -%}
        {%- set is_folder = path | length > 1 -%}
        {%- set stem = path[0].split(".")[0] -%}
        {%- set table = path[0] if is_folder else stem -%}
        {%- set table = table if table in raw_tables() else none -%}
        {%- set is_read = table is not none and raw_file_format(row[0]) is not none -%}
        {%- set name = path | join("/") if table and is_folder else path[0] -%}
        {%- if not is_read or table not in entries -%}
            {%- do entries.update({
                (table if is_read else name): {
                    "name": name,
                    "place": ("the folder " if is_folder else "the file ") ~ path[0],
                    "stem": stem,
                    "table": table,
                    "is_read": is_read,
                },
            }) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(entries.values() | list) }}
{% endmacro %}


{#-
    The tables of raw_schema, each a dict as in raw_file_entries(). Fails where it is no schema with
    tables, and where it is the one that the build writes to: marts would replace raw tables.
-#}
{% macro raw_table_entries() %}
    {%- set database = var("raw_database") or target.database -%}
    {%- set schema = var("raw_schema") -%}
    {%- if database | lower == target.database | lower
        and schema | lower == target.schema | lower -%}
        {{ exceptions.raise_compiler_error(
            "The var raw_schema is " ~ schema ~ ", into which the build writes its own tables. "
            ~ "Keep the raw tables in a schema of their own."
        ) }}
    {%- endif -%}
    {%- set rows = run_query(
        "select table_schema, table_name from information_schema.tables where table_catalog = "
        ~ string_literal(database) ~ " order by all"
    ).rows -%}
    {%- set entries = [] -%}
    {%- for row in rows if row[0] == schema -%}
        {#- The database ignores the case of names: Orders is the table orders. -#}
        {%- set table = row[1] | lower if row[1] | lower in raw_tables() else none -%}
        {%- do entries.append({
            "name": row[1],
            "place": "the table " ~ row[1],
            "stem": row[1],
            "table": table,
            "is_read": table is not none,
        }) -%}
    {%- endfor -%}
    {%- if not entries -%}
        {%- set nearest = nearest_name(schema, rows | map(attribute=0) | unique | list) -%}
        {{ exceptions.raise_compiler_error(
            "The database " ~ database ~ " has no schema " ~ schema
            ~ " (var raw_schema) with tables."
            ~ (" Did you mean " ~ nearest ~ "?" if nearest else "")
        ) }}
    {%- endif -%}
    {{ return(entries) }}
{% endmacro %}


{#- One warning per raw table with columns that are not read. found: what raw() returns. -#}
{% macro warn_of_unknown_columns(found) %}
    {%- set known = contract_names(found.raw_table) -%}
    {%- set unknown = [] -%}
    {%- for part in found.parts -%}
        {%- for name in part.columns if name | lower | trim not in known -%}
            {%- set nearest = nearest_name(name, known) -%}
            {%- do unknown.append(name ~ (" (like " ~ nearest ~ ")" if nearest else "")) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if unknown -%}
        {%- do exceptions.warn(
            "Raw table '" ~ found.raw_table ~ "' has columns that the contract does not know; they "
            ~ "are not read: " ~ first_names(unknown | unique | list) ~ "."
        ) -%}
    {%- endif -%}
{% endmacro %}


{#- Whether the user says, in the var allowed_names, that a name is no misspelt one. -#}
{% macro is_allowed_name(name) %}
    {{ return(name in checked_var("allowed_names")) }}
{% endmacro %}


{#- What to do about a name that is near one of the contract. -#}
{% macro rename_or_allow(name, nearest) %}
    {{ return(
        "If it is meant, rename it to " ~ nearest ~ "; if it is something else, add '" ~ name
        ~ "' to the var allowed_names."
    ) }}
{% endmacro %}


{#- The first twenty of many names, each on one line and cut short, and how many more there are. -#}
{% macro first_names(names) %}
    {%- set shown = [] -%}
    {%- for name in names[:20] -%}
        {#- Control characters and marks of direction would change the line they stand in. -#}
        {%- set line = modules.re.sub(
            "[\\x00-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069]+", " ",
            name
        ) -%}
        {%- do shown.append(line | truncate(80, true)) -%}
    {%- endfor -%}
    {%- set rest = names | length - shown | length -%}
    {{ return(shown | join(", ") ~ (" and " ~ rest ~ " more" if rest > 0 else "")) }}
{% endmacro %}

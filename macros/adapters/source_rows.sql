{#-
    SQL: the rows of one table of a source system, of all its connections. Every column is text
    without blanks at its ends (null if nothing is left), so that an adapter need not care how the
    table arrives: as CSV, JSON lines, Parquet, or as a table of a database with types.

    system, table: as in the system's _<system>__sources.yml; loaders may give a table other names,
    see there.
    columns: list of the columns that the adapter reads. One that loaders name differently is a list
    of names, of which the first is how it is called afterwards; address.country is the field of a
    nested column, or of one with JSON. A column that is not there is null.
    required: those of them (by first name) without which rows are worth nothing: a connection whose
    table lacks one fails.
    expected: those of them without which figures are others, though rows are worth something, such
    as whether an order is one of a test, or whose it is. A warning tells that one is absent.
    _loaded_at is any column in which a loader says when it loaded the row.
    latest_by: list of columns; of rows that agree in them only the last loaded is kept. For tables
    that are joined or summed; a raw table keeps its versions, the contract picks the last.
    only_with: dict of options; connections that are not given these values are left out.

    Columns: connection (its name); brand (the option, else the connection's name); the columns;
    what the loader knows of the row: _loaded_at, and _is_deleted ('true' or null).

    A table that is not there is read as empty, with a warning, unless its meta says is_optional; it
    fails where the table is there that its meta names under needed_by.
-#}
{% macro source_rows(
    system, table, columns, required=[], expected=[], latest_by=[], only_with={}
) %}
    {%- set branches = [] -%}
    {%- set marker = source(system, table) -%}
    {%- if model.resource_type == "unit_test" -%}
        {%- do branches.append(rows_of_unit_test(system, marker, columns)) -%}
    {%- elif is_building() -%}
        {%- for connection in source_connections(system) -%}
            {%- if has_options(connection, only_with) -%}
                {%- set found = found_source_table(
                    system, connection, table, columns, required, expected
                ) -%}
                {%- if found.relation is not none -%}
                    {%- do branches.append(rows_of_connection(connection, found, columns)) -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if not branches -%}
        {%- do branches.append(no_source_rows(columns)) -%}
    {%- endif -%}
    {%- if latest_by -%}
        select *
        from ({{ branches | join(" union all ") }}) as all_rows
        qualify
            row_number() over (
                partition by connection, {{ latest_by | join(", ") }}
                order by
                    _loaded_at desc nulls last
                    {%- for column in columns %}
                    , {{ quoted_name(names_of(column)[0]) }} desc nulls last
                    {%- endfor %}
            ) = 1
    {%- else -%}
        {{ branches | join(" union all ") }}
    {%- endif -%}
{% endmacro %}


{#- Whether a connection is given these values of options. -#}
{% macro has_options(connection, wanted) %}
    {%- for option, value in wanted.items() if connection.get(option) != value -%}
        {{ return(false) }}
    {%- endfor -%}
    {{ return(true) }}
{% endmacro %}


{#- The names that a column of source_rows() may have. column: a name, or a list of names. -#}
{% macro names_of(column) %}
    {{ return([column] if column is string else column) }}
{% endmacro %}


{#- The columns of a table that hold a column of source_rows(), nested or not. -#}
{% macro roots_of(column) %}
    {%- set roots = [] -%}
    {%- for name in names_of(column) -%}
        {%- do roots.append(name.split(".")[0]) -%}
    {%- endfor -%}
    {{ return(roots) }}
{% endmacro %}


{#-
    SQL of a column of source_rows(): the first of its names that has a value in the row; none where
    the table has no such column. texts: SQL of the table's columns, by their names.
-#}
{% macro source_value(column, texts) %}
    {%- set values = [] -%}
    {%- for name in names_of(column) if name.split(".")[0] in texts -%}
        {%- set root, path = name.split(".")[0], name.split(".")[1:] | join(".") -%}
        {%- do values.append(json_field(texts[root], path) if path else texts[root]) -%}
    {%- endfor -%}
    {%- if values -%}
        {{ return(trim_text(
            "coalesce(" ~ values | join(", ") ~ ")" if values | length > 1 else values[0]
        )) }}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}


{#- The columns in which loaders say what they know of a row. -#}
{% macro loader_columns() %}
    {{ return([
        "_loaded_at", "_fivetran_synced", "_airbyte_extracted_at", "_airbyte_emitted_at",
        "_sdc_batched_at", "_dlt_load_id", "_fivetran_deleted", "_ab_cdc_deleted_at",
        "_sdc_deleted_at",
    ]) }}
{% endmacro %}


{#-
    The rows of one connection, as source_rows() describes them.

    found: of found_source_table().
-#}
{% macro rows_of_connection(connection, found, columns) %}
    {%- set no_text = "cast(null as " ~ dbt.type_string() ~ ")" -%}
    {%- set texts = column_texts(found.relation, found.column_names) -%}
    {%- set selected = [
        string_literal(connection.name) ~ " as connection",
        string_literal(connection.brand or connection.name) ~ " as brand",
    ] -%}
    {%- for column in columns -%}
        {%- do selected.append(
            (source_value(column, texts) or no_text) ~ " as " ~ quoted_name(names_of(column)[0])
        ) -%}
    {%- endfor -%}
    {%- set loaded = [] -%}
    {%- for name in loader_columns()[:5] if name in texts -%}
        {%- do loaded.append(texts[name]) -%}
    {%- endfor -%}
    {%- if "_dlt_load_id" in texts and found.loads -%}
        {%- do loaded.append(
            "(select cast(max(loads.inserted_at) as varchar) from " ~ found.loads
            ~ " as loads where loads.load_id = " ~ texts["_dlt_load_id"] ~ ")"
        ) -%}
    {%- endif -%}
    {%- set deleted_at = [] -%}
    {%- for name in loader_columns()[7:] if name in texts -%}
        {%- do deleted_at.append(texts[name] ~ " is not null") -%}
    {%- endfor -%}
    {%- set deleted = texts.get("_fivetran_deleted", no_text) -%}
    {%- do selected.append(
        trim_text("coalesce(" ~ loaded | join(", ") ~ ", null)" if loaded else no_text)
        ~ " as _loaded_at"
    ) -%}
    {%- do selected.append(
        ("case when " ~ deleted_at | join(" or ") ~ " then 'true' else " ~ deleted ~ " end"
            if deleted_at else deleted) ~ " as _is_deleted"
    ) -%}
    {{ return(
        "select " ~ selected | join(", ") ~ " from " ~ found.relation
        ~ (" where _unreadable_line is null" if found.has_unreadable_lines else "")
    ) }}
{% endmacro %}


{#- A query with the columns of source_rows() and no rows. -#}
{% macro no_source_rows(columns) %}
    {%- set selected = [] -%}
    {%- for name in ["connection", "brand"] + columns + ["_loaded_at", "_is_deleted"] -%}
        {%- do selected.append(
            "cast(null as " ~ dbt.type_string() ~ ") as " ~ quoted_name(names_of(name)[0])
        ) -%}
    {%- endfor -%}
    {{ return("select " ~ selected | join(", ") ~ " where 1 = 0") }}
{% endmacro %}


{#-
    The rows that a unit test gives in place of a source, as those of a connection. A unit test
    names what its case needs; without a connection the rows are of one named as the system.
-#}
{% macro rows_of_unit_test(system, relation, columns) %}
    {%- set known = loader_columns() | reject("equalto", "_loaded_at") | list -%}
    {%- set selected = [
        "coalesce(connection, '" ~ system ~ "') as connection",
        "coalesce(brand, connection, '" ~ system ~ "') as brand",
    ] -%}
    {%- set texts = {} -%}
    {%- for column in columns -%}
        {%- for name in roots_of(column) -%}
            {%- do known.append(name) -%}
            {%- do texts.update({name: quoted_name(name)}) -%}
        {%- endfor -%}
        {%- do selected.append(
            source_value(column, texts) ~ " as " ~ quoted_name(names_of(column)[0])
        ) -%}
    {%- endfor -%}
    {%- do selected.append("coalesce(_loaded_at, _fivetran_synced) as _loaded_at") -%}
    {%- do selected.append("_fivetran_deleted as _is_deleted") -%}
    {{ return(
        "select " ~ selected | join(", ") ~ " from (" ~ no_source_rows(known | unique | list)
        ~ " union all by name select * from " ~ relation ~ ") as given_rows"
    ) }}
{% endmacro %}


{#-
    Where a connection has a table of its system: a dict as of raw() with the columns that are known
    (those of the adapter under each of their names, and those of loaders); loads: relation of dlt's
    own table of loads, or none. Warns and fails as source_rows() says.
-#}
{% macro found_source_table(system, connection, table, columns, required, expected) %}
    {%- set known = loader_columns() -%}
    {%- for column in columns -%}
        {%- do known.extend(roots_of(column)) -%}
    {%- endfor -%}
    {%- set found = source_table_of(system, connection, table, known) -%}
    {%- set named = "The table " ~ table ~ " of " ~ system ~ " (connection " ~ connection.name
        ~ ", " ~ connection_place(connection) ~ ")" -%}
    {%- if found.relation is none -%}
        {%- do tell_absent_table(system, connection, table, named) -%}
    {%- endif -%}
    {%- for part in found.parts -%}
        {%- do check_source_columns(named, part.columns, columns, required, expected) -%}
    {%- endfor -%}
    {%- set entries = place_entries(connection) -%}
    {%- set there = [] -%}
    {%- for name in source_table_names(system, table)
        if tables_of_name(name, entries, source_table_meta(system, table)) -%}
        {%- do there.append(name) -%}
    {%- endfor -%}
    {%- if there | length > 1 -%}
        {%- do exceptions.warn(
            named ~ " is there under several names. " ~ there[0] ~ " is read, and not "
            ~ there[1:] | join(", ") ~ ". Take away what another loader has left."
        ) -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}


{#- Looks for a table in the place of a connection under each of its names; the first counts. -#}
{% macro source_table_of(system, connection, table, known) %}
    {%- set none_found = {"relation": none, "column_names": {}, "parts": [], "loads": none} -%}
    {%- set entries = place_entries(connection) -%}
    {%- set meta = source_table_meta(system, table) -%}
    {%- for name in source_table_names(system, table) -%}
        {%- set tables = tables_of_name(name, entries, meta) -%}
        {%- if not tables -%}
            {%- set found = none_found -%}
        {%- elif connection.files is defined -%}
            {%- set found = rows_from_files(
                "The table " ~ name ~ " of the connection " ~ connection.name, tables,
                connection.files, known
            ) -%}
            {%- set loads = rows_from_files("_dlt_loads", ["_dlt_loads"], connection.files, []) -%}
        {%- else -%}
            {%- set found = rows_of_schemas_tables(connection, tables, known) -%}
            {%- set loads = rows_of_schema(connection, "_dlt_loads", []) -%}
        {%- endif -%}
        {%- if found.relation is not none -%}
            {%- do found.update({"loads": loads.relation}) -%}
            {{ return(found) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(none_found) }}
{% endmacro %}


{#-
    Tables of the schema of a connection, such as one per day, as one. Their nested columns may
    differ: each is made text before they are put together.
-#}
{% macro rows_of_schemas_tables(connection, tables, known) %}
    {%- set found = [] -%}
    {%- for table in tables -%}
        {%- do found.append(rows_of_schema(connection, table, known)) -%}
    {%- endfor -%}
    {%- if found | length == 1 -%}
        {{ return(found[0]) }}
    {%- endif -%}
    {%- set names, branches, parts = {}, [], [] -%}
    {%- for one in found -%}
        {%- do parts.extend(one.parts) -%}
        {%- for name in one.column_names -%}
            {%- do names.update({name: name}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for one in found -%}
        {%- set texts = column_texts(one.relation, one.column_names) -%}
        {%- set selected = [] -%}
        {%- for name in names -%}
            {%- do selected.append(texts.get(name, "null") ~ " as " ~ quoted_name(name)) -%}
        {%- endfor -%}
        {%- do branches.append("select " ~ selected | join(", ") ~ " from " ~ one.relation) -%}
    {%- endfor -%}
    {{ return({
        "relation": "(" ~ branches | join(" union all ") ~ ") as tables",
        "column_names": names,
        "parts": parts,
    }) }}
{% endmacro %}


{#-
    The broken lines of the JSON files that an adapter model reads, as SQL for the FROM clause with
    the column _unreadable_line; none where there is no such file. The raw table shows them, where
    other rows of the file are the adapter's to choose.
-#}
{% macro broken_source_lines(system, raw_table) %}
    {%- set files = [] -%}
    {%- for connection in source_connections(system) if connection.files is defined -%}
        {%- set entries = place_entries(connection) -%}
        {%- for table in tables_of_adapter(system, raw_table) -%}
            {%- for name in source_table_names(system, table) -%}
                {%- set tables = tables_of_name(name, entries, source_table_meta(system, table)) -%}
                {%- for file in raw_file_names(name, tables, connection.files)
                    if raw_file_format(file) == "json" -%}
                    {%- do files.append(file) -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if not files -%}
        {{ return(none) }}
    {%- endif -%}
    {{ return(
        "(select line as _unreadable_line from "
        ~ text_lines(files | unique | list, var("csv_encoding"))
        ~ " where trim(line) <> '' and (not json_valid(line) or json_type(line) <> 'OBJECT'))"
        ~ " as broken_lines"
    ) }}
{% endmacro %}


{#- A table of the schema of a connection, as a dict of raw(); names in any case. -#}
{% macro rows_of_schema(connection, table, known) %}
    {%- set database = connection_database(connection) -%}
    {%- set rows = run_query(
        "select table_schema, table_name, column_name from information_schema.columns "
        ~ "where lower(table_catalog) = lower(" ~ string_literal(database)
        ~ ") and lower(table_schema) = lower(" ~ string_literal(connection.schema)
        ~ ") and lower(table_name) = lower(" ~ string_literal(table)
        ~ ") order by ordinal_position"
    ).rows -%}
    {%- if not rows -%}
        {{ return({"relation": none, "column_names": {}, "parts": []}) }}
    {%- endif -%}
    {%- set names = rows | map(attribute=2) | list -%}
    {%- set place = [database, rows[0][0], rows[0][1]] | map("string") | list -%}
    {%- set quoted = [] -%}
    {%- for name in place -%}
        {%- do quoted.append(quoted_name(name)) -%}
    {%- endfor -%}
    {{ return({
        "relation": quoted | join("."),
        "column_names": known_column_names(known, names),
        "parts": [{"place": place | join("."), "columns": names}],
    }) }}
{% endmacro %}


{#-
    The tables of a system whose broken lines belong to a raw table: those that its adapter reads.
    Those of a step that several adapters share belong to the first raw table that the system fills.
-#}
{% macro tables_of_adapter(system, raw_table) %}
    {%- set adapter_model = graph.nodes[
        "model." ~ project_name ~ "." ~ system ~ "__" ~ raw_table
    ] -%}
    {%- set tables = adapter_model.sources | map(attribute=1) | list -%}
    {%- if raw_table == source_systems()[system].fills[0] -%}
        {%- for id in adapter_model.depends_on.nodes
            if "/steps/" in (graph.nodes[id].path if id in graph.nodes else "") -%}
            {%- do tables.extend(graph.nodes[id].sources | map(attribute=1) | list) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(tables) }}
{% endmacro %}


{#- Warns of a table that is not there, or fails where it is needed; see source_rows(). -#}
{% macro tell_absent_table(system, connection, table, named) %}
    {%- set meta = source_table_meta(system, table) -%}
    {%- set entries = place_entries(connection) -%}
    {%- set nearest = nearest_name(table, entries) -%}
    {%- set message = named ~ " is missing or has no columns" -%}
    {%- set hint = " Did you mean " ~ nearest ~ "?" if nearest and nearest != table else "" -%}
    {%- for needer in meta.get("needed_by", []) -%}
        {%- if source_table_of(system, connection, needer, []).relation is not none -%}
            {{ exceptions.raise_compiler_error(
                message ~ ", but " ~ needer ~ " is there, which says nothing without it." ~ hint
                ~ " Load it, too."
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- if not meta.get("is_optional") -%}
        {%- do exceptions.warn(message ~ ": it is read as empty." ~ hint) -%}
    {%- endif -%}
{% endmacro %}


{#- The meta of a table in the system's _<system>__sources.yml. -#}
{% macro source_table_meta(system, table) %}
    {%- for source in graph.sources.values()
        if source.source_name == system and source.name == table -%}
        {{ return(source.config.meta) }}
    {%- endfor -%}
    {{ return({}) }}
{% endmacro %}


{#-
    Fails where a table lacks a required column, or has one of the columns twice. An absent column
    that is probably only misspelt is named in a warning.

    named: what the table is, for messages; names: its columns as they are spelled.
-#}
{% macro check_source_columns(named, names, columns, required, expected) %}
    {%- set found = names | map("lower") | map("trim") | list -%}
    {%- set known = loader_columns() -%}
    {%- set missing, absent = [], [] -%}
    {%- for column in columns -%}
        {%- do known.extend(roots_of(column)) -%}
        {%- if not roots_of(column) | select("in", found) | list -%}
            {%- do (missing if names_of(column)[0] in required else absent).append(
                names_of(column) | join(" or ")
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in known | unique if found.count(name) > 1 -%}
        {{ exceptions.raise_compiler_error(
            named ~ " has the column '" ~ name ~ "' more than once. Keep one of them."
        ) }}
    {%- endfor -%}
    {%- if missing -%}
        {{ exceptions.raise_compiler_error(
            named ~ " lacks the required column(s) " ~ missing | join(", ") ~ ". It has: "
            ~ first_names(names) ~ "."
        ) }}
    {%- endif -%}
    {%- if "_loaded_at" in expected and not loader_columns()[:6] | select("in", found) | list -%}
        {%- do exceptions.warn(
            named ~ " has no column that says when a row was loaded, such as _fivetran_synced: of "
            ~ "several versions of a row it is not known which is the latest."
        ) -%}
    {%- endif -%}
    {%- set unlike = [] -%}
    {%- for column in absent -%}
        {%- set unread = found | reject("in", known) | list -%}
        {%- set nearest = nearest_name(column.split(" or ")[0], unread) -%}
        {%- if not nearest and column.split(" or ")[0] in expected -%}
            {%- do unlike.append(column) -%}
        {%- endif -%}
        {%- if nearest and not is_allowed_name(nearest) -%}
            {%- do exceptions.warn(
                named ~ " has no column " ~ column ~ " but a column '" ~ nearest
                ~ "', which is not read. " ~ rename_or_allow(nearest, column)
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if unlike -%}
        {%- do exceptions.warn(
            named ~ " has no column " ~ unlike | join(", ") ~ ", which decides what its rows count "
            ~ "as: it is read as null. It has: " ~ first_names(names) ~ "."
        ) -%}
    {%- endif -%}
{% endmacro %}

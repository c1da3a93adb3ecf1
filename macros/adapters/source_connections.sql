{#-
    The connections of the var sources: places where the data of a system lies, and what the user
    says about each.
-#}

{#-
    The connections of one system, in the order of the user. Each is a dict: name, and the options
    that are given (connection_options() and those of the system).

    system: its name; sources: the value of the var.
-#}
{% macro source_connections(system, sources=none) %}
    {%- set sources = checked_var("sources") if sources is none else sources -%}
    {%- set connections = [] -%}
    {%- for name, options in named_connections(system, sources.get(system, {})).items() -%}
        {%- set connection = {"name": name} -%}
        {%- do connection.update(options) -%}
        {%- do connections.append(connection) -%}
    {%- endfor -%}
    {{ return(connections) }}
{% endmacro %}


{#-
    What stands under a system as a mapping of names to options. Options directly under the system
    are those of one connection that is named as the system.
-#}
{% macro named_connections(system, given) %}
    {%- set names = given.values() | select("mapping") | list -%}
    {{ return(given if given and names | length == given | length else {system: given}
        if given else {}) }}
{% endmacro %}


{#- What is wrong with the value of the var sources, as a list of lines. -#}
{% macro source_mistakes(place, sources) %}
    {%- set mistakes = [] -%}
    {%- set systems = source_systems() -%}
    {%- set names = [] -%}
    {%- for system, given in sources.items() if system in systems and given is mapping -%}
        {%- do names.extend(named_connections(system, given)) -%}
    {%- endfor -%}
    {%- for system, given in sources.items() -%}
        {%- if system not in systems -%}
            {%- set nearest = nearest_name(system, systems) -%}
            {%- do mistakes.append(
                place ~ " has the system " ~ value_text(system)
                ~ ", for which there is no adapter. " ~ ("Did you mean " ~ nearest ~ "?" if nearest
                   else "There are: " ~ systems | join(", ") ~ ".")
            ) -%}
        {%- elif given is not mapping or not given -%}
            {%- do mistakes.append(
                place ~ "." ~ system ~ " is " ~ value_text(given) ~ ", but must be a connection, "
                ~ "such as {schema: " ~ system ~ "} or {files: folder}, or connections by their "
                ~ "names."
            ) -%}
        {%- else -%}
            {%- for name, options in named_connections(system, given).items() -%}
                {%- do mistakes.extend(connection_mistakes(
                    place ~ "." ~ system ~ ("." ~ name if name in given else ""), system, name,
                    options, names
                )) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in names | unique if names.count(name) > 1 -%}
        {%- do mistakes.append(
            place ~ " has several connections named " ~ value_text(name) ~ ". Ids begin with the "
            ~ "name: give each its own."
        ) -%}
    {%- endfor -%}
    {{ return(mistakes) }}
{% endmacro %}


{#-
    What is wrong with one connection, as a list of lines.

    place: what it is, for the line; names: of all connections of the var.
-#}
{% macro connection_mistakes(place, system, name, options, names) %}
    {%- set mistakes = [] -%}
    {%- if not modules.re.fullmatch("[A-Za-z0-9_-]+", name | string) -%}
        {%- do mistakes.append(
            place ~ ": the name of a connection must be letters, digits, _ and - only, because ids "
            ~ "begin with it."
        ) -%}
    {%- endif -%}
    {%- if ("schema" in options) == ("files" in options) -%}
        {%- do mistakes.append(
            place ~ " has " ~ ("both schema and files" if "schema" in options
                else "neither schema nor files") ~ ". Set one of them."
        ) -%}
    {%- endif -%}
    {%- if "database" in options and "schema" not in options -%}
        {%- do mistakes.append(place ~ " has database without schema. Set both.") -%}
    {%- endif -%}
    {%- set known = connection_options() -%}
    {%- do known.update(source_systems()[system].options) -%}
    {%- for option, value in options.items() -%}
        {%- if option not in known -%}
            {%- set nearest = nearest_name(option, known) -%}
            {%- do mistakes.append(
                place ~ " has the option " ~ value_text(option) ~ ", which " ~ system
                ~ " does not have. " ~ ("Did you mean " ~ nearest ~ "?" if nearest
                   else "There are: " ~ known | join(", ") ~ ".")
            ) -%}
        {%- else -%}
            {%- do mistakes.extend(value_mistakes(place ~ "." ~ option, value, known[option])) -%}
            {%- if option.endswith("_id_of") and value not in names -%}
                {%- set nearest = nearest_name(value, names) -%}
                {%- do mistakes.append(
                    place ~ "." ~ option ~ " is " ~ value_text(value) ~ ", which is no connection. "
                    ~ ("Did you mean " ~ nearest ~ "?" if nearest
                       else "There are: " ~ names | join(", ") ~ ".")
                ) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(mistakes) }}
{% endmacro %}


{#- Where the rows of a connection lie, for messages. -#}
{% macro connection_place(connection) %}
    {{ return(
        "folder " ~ connection.files if connection.files is defined
        else "schema " ~ connection.schema
    ) }}
{% endmacro %}


{#-
    The name of the database that holds the schema of a connection. The option database is the name
    of one that profiles.yml attaches, or a file of DuckDB.
-#}
{% macro connection_database(connection) %}
    {%- if is_database_file(connection.database) -%}
        {{ return("sources_" ~ local_md5(connection.database)[:8]) }}
    {%- endif -%}
    {{ return(connection.database or var("raw_database") or target.database) }}
{% endmacro %}


{#- Whether the option database of a connection is a file, by the end of its name. -#}
{% macro is_database_file(database) %}
    {{ return((database or "").endswith((".duckdb", ".db"))) }}
{% endmacro %}


{#-
    Attaches the database files of connections, only to be read, and returns what is wrong with some
    as a list of lines.
-#}
{% macro attach_sources() %}
    {%- set mistakes = [] -%}
    {%- for system in checked_var("sources") -%}
        {%- for connection in source_connections(system)
            if is_database_file(connection.database) -%}
            {%- set path = connection.database -%}
            {%- if run_query(
                "select file from glob(" ~ string_literal(glob_literal(path)) ~ ")"
            ) | length == 0 -%}
                {%- do mistakes.append(
                    "The connection " ~ connection.name ~ " names the database " ~ path
                    ~ ", but there is no such file."
                ) -%}
            {%- else -%}
                {%- do run_query(
                    "attach if not exists " ~ string_literal(path) ~ " as "
                    ~ connection_database(connection) ~ " (read_only)"
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(mistakes) }}
{% endmacro %}


{#-
    Called by on-run-start. A connection in whose place there is no table of its system at all is a
    mistyped place: it fails, with what is there instead.
-#}
{% macro check_source_places() %}
    {%- set mistakes = attach_sources() if is_building() else [] -%}
    {%- if is_building() and not mistakes -%}
        {%- for system in checked_var("sources") -%}
            {%- set tables = source_tables(system) -%}
            {%- for connection in source_connections(system) -%}
                {%- set found = place_entries(connection) -%}
                {%- if connection_database(connection) | lower == target.database | lower
                    and connection.schema | lower == target.schema | lower -%}
                    {%- do mistakes.append(
                        "The connection " ~ connection.name ~ " reads the schema "
                        ~ connection.schema ~ ", into which the build writes its own tables. Keep "
                        ~ "the tables of a system in a schema of their own."
                    ) -%}
                {%- elif not has_table_of(system, found) -%}
                    {%- do mistakes.append(
                        "The connection " ~ connection.name ~ " (" ~ connection_place(connection)
                        ~ ") has no table of " ~ system ~ ". It should have "
                        ~ tables | join(", ") ~ "; there "
                        ~ ("is: " ~ first_names(found) if found else "is nothing") ~ "."
                    ) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if mistakes -%}
        {{ exceptions.raise_compiler_error(mistakes | join("\n")) }}
    {%- endif -%}
{% endmacro %}


{#- The tables that adapters of a system read: name -> all names that loaders give it. -#}
{% macro source_tables(system) %}
    {%- set tables = {} -%}
    {%- for source in graph.sources.values() if source.source_name == system -%}
        {%- do tables.update({source.name: source_table_names(system, source.name)}) -%}
    {%- endfor -%}
    {{ return(tables) }}
{% endmacro %}


{#- The names that loaders give to one table of a system: its own, and `names` of its meta. -#}
{% macro source_table_names(system, table) %}
    {%- set names = [table] -%}
    {%- for source in graph.sources.values()
        if source.source_name == system and source.name == table -%}
        {%- do names.extend(source.config.meta.get("names", [])) -%}
    {%- endfor -%}
    {{ return(names) }}
{% endmacro %}


{#- Whether a place has a table of a system. entries: of place_entries(). -#}
{% macro has_table_of(system, entries) %}
    {%- for names in source_tables(system).values() -%}
        {%- for name in names if tables_of_name(name, entries, {}) -%}
            {{ return(true) }}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(false) }}
{% endmacro %}


{#-
    Those tables in the place of a connection that a name stands for: the name itself or, where it
    has a star, all that fit. A table that gives way (meta gives_way: beginning of its name ->
    beginning of the other's) is none of them where the other is there.

    entries: of place_entries(); meta: of source_table_meta().
-#}
{% macro tables_of_name(name, entries, meta) %}
    {%- set pattern = modules.re.escape(name).replace("\\*", ".*") -%}
    {%- set tables = [] -%}
    {%- for entry in entries if modules.re.fullmatch(pattern, entry) -%}
        {%- set others = [] -%}
        {%- for beginning, other in meta.get("gives_way", {}).items()
            if entry.startswith(beginning) -%}
            {%- do others.append(other ~ entry[beginning | length:]) -%}
        {%- endfor -%}
        {%- if not others | select("in", entries) | list -%}
            {%- do tables.append(entry) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(tables) }}
{% endmacro %}


{#- The tables in the place of a connection: their names, or the files' before a dot. -#}
{% macro place_entries(connection) %}
    {%- set entries = [] -%}
    {%- if connection.files is defined -%}
        {%- set below = glob_literal(connection.files) -%}
        {%- for row in run_query(
            "select file from glob([" ~ string_literal(below ~ "/*") ~ ", "
            ~ string_literal(below ~ "/*/**/*") ~ "]) order by file"
        ) -%}
            {%- do entries.append(path_below(row[0], connection.files)[0].split(".")[0]) -%}
        {%- endfor -%}
    {%- else -%}
        {%- for row in run_query(
            "select table_name from information_schema.tables where lower(table_catalog) = lower("
            ~ string_literal(connection_database(connection)) ~ ") and lower(table_schema) = lower("
            ~ string_literal(connection.schema) ~ ") order by table_name"
        ) -%}
            {%- do entries.append(row[0] | lower) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(entries | unique | list) }}
{% endmacro %}

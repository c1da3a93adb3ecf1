{#-
    Typed Parquet files are read in place, which is where they are: most of their rows are kept as
    they came, and writing those into a table would take longer than judging them. The base model
    is a view with a _row_number, judged_rows() holds only the rows with something to say, and
    kept_rows() adds the others out of the files.
-#}

{#- Whether no column of a relation has to be cast from text to the contract's type. -#}
{% macro comes_typed(raw_table, relation) %}
    {%- set source_types = {} -%}
    {%- for name, source_type in described_types(relation).items() -%}
        {%- do source_types.update({name | lower | trim: source_type}) -%}
    {%- endfor -%}
    {%- set cast = [] -%}
    {%- for column in raw_contract(raw_table).columns + raw_system_columns() -%}
        {%- if column.data_type != "string" and column.name in source_types
            and not typed_as(column.name, column.data_type, source_types[column.name]) -%}
            {%- do cast.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(not cast) }}
{% endmacro %}


{#-
    Whether files have columns with names that the reader of Parquet gives its own: then they cannot
    be read in place. names: those of their columns.
-#}
{% macro has_reader_columns(names) %}
    {%- set own_names = ["filename", "file_index", "file_row_number", "_row_number"] -%}
    {{ return(names | map("lower") | select("in", own_names) | list | length > 0) }}
{% endmacro %}


{#-
    Parquet files as a relation with the number of each row, _row_number. It is read anew by every
    model that asks for it, so that it must be the same each time: it fails once a file has another
    size or time than now. The number leaves room for 2^40 rows in a file.

    column_names: of contract_column_names().
-#}
{% macro parquet_in_place(raw_table, files, relation, column_names) %}
    {%- set selected = [] -%}
    {%- for name in column_names.values() -%}
        {%- do selected.append("files." ~ quoted_name(name) ~ ", ") -%}
    {%- endfor -%}
    {%- set found = "read_blob(" ~ file_list(files) ~ ")" -%}
    {%- set stamp = "filename || ' ' || size || ' ' || epoch_us(last_modified)" -%}
    {%- set stamps = [] -%}
    {%- for row in run_query("select " ~ stamp ~ " from " ~ found) -%}
        {%- do stamps.append(string_literal(row[0])) -%}
    {%- endfor -%}
    {%- set message = string_literal("Raw table '" ~ raw_table ~ "': this file is not the one that "
        ~ "base_" ~ raw_table ~ " was built from. Build base_" ~ raw_table
        ~ "+ again, and replace no file meanwhile: ") -%}
    {{ return(
        "(select " ~ selected | join
        ~ "cast(files.file_index as bigint) * 1099511627776 + files.file_row_number"
        ~ " as _row_number from " ~ relation ~ " as files left join (select cast(error(" ~ message
        ~ " || filename) as bigint) as file_row_number from " ~ found ~ " where " ~ stamp
        ~ " not in (" ~ stamps | join(", ") ~ ")) as changed_files"
        ~ " on files.file_row_number = changed_files.file_row_number) as files"
    ) }}
{% endmacro %}


{#-
    Whether a raw table is read in place, out of its files: then its rows have numbers. base: its
    base model's relation; the rows of a unit test are never in place.
-#}
{% macro is_read_in_place(raw_table, base) %}
    {{ return(not base.is_cte and "_row_number" in base_column_types(raw_table)) }}
{% endmacro %}

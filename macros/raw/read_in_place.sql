{#-
    Local Parquet files are read in place, without a copy: the base model is a view with a
    _row_number. If their columns have the types of the contract, staging is a view, too: most of
    the rows are plain, and writing them into a table would take longer than checking them.
-#}

{#-
    Whether files have columns named like those that the Parquet reader adds itself: then they
    cannot be read in place. names: of their columns.
-#}
{% macro has_reader_columns(names) %}
    {%- set own_names = ["filename", "file_index", "file_row_number", "_row_number"] -%}
    {{ return(names | map("lower") | select("in", own_names) | list | length > 0) }}
{% endmacro %}


{#-
    Parquet files as a relation with the number of each row, _row_number. Every model that uses the
    relation reads the files again and must find the same rows: it fails if a file has another size
    or time than when the base model was built. The number has room for 2^40 rows in a file.

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
    Whether staging, too, reads the rows of a raw table from their files: the base model does, and
    no column has to be cast from text.
-#}
{% macro stays_in_files(raw_table) %}
    {%- set texts = columns_to_judge(raw_contract(raw_table), raw_table)
        | selectattr("is_text") | rejectattr("data_type", "equalto", "string") | list -%}
    {{ return("_row_number" in base_column_types(raw_table) and not texts) }}
{% endmacro %}

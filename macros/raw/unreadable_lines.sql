{#-
    A line of a text file may have no valid columns (too many, too few, a quote that never ends,
    bytes of another encoding). It still is a row of the raw table: it must be counted and shown.
    DuckDB sets such lines aside in temporary tables of the connection; the base model's hooks move
    them into the base table as rows that have only an _unreadable_line and its reason.
-#}

{#- Longest line that is read, in bytes; a longer one is an unreadable line. -#}
{% macro max_line_bytes() %}{{ return(128 * 1024 * 1024) }}{% endmacro %}


{#- Options of read_csv that set unreadable lines aside. -#}
{% macro unreadable_lines_options() %}
    {{ return(
        ", store_rejects = true, rejects_table = 'unreadable_lines'"
        ~ ", rejects_scan = 'unreadable_scans', max_line_size = " ~ max_line_bytes()
    ) }}
{% endmacro %}


{#- Pre-hook of base models: forgets what an earlier model of this connection set aside. -#}
{% macro drop_unreadable_lines() %}
    {%- if reads_files() -%}
        drop table if exists temp.unreadable_lines;
        drop table if exists temp.unreadable_scans;
    {%- endif -%}
{% endmacro %}


{#-
    Post-hook of base models. A quote that never ends makes the rest of its file one line: it is
    split into lines again, so that each of them counts against the limits of rejected rows.
-#}
{% macro keep_unreadable_lines() %}
    {%- if execute and reads_files() -%}
        {%- set table = run_query(
            "select 1 from duckdb_tables() "
            ~ "where table_name = 'unreadable_lines' and database_name = 'temp'"
        ) -%}
        {%- if table | length > 0 -%}
            insert into {{ this }} (_unreadable_line, _unreadable_reason)
            select
                lines.line as _unreadable_line,
                lines.reason as _unreadable_reason
            from (
                -- One line may have several errors: it counts once.
                select
                    min(lower(replace(cast(error_type as varchar), ' ', '_'))) as reason,
                    unnest(
                        case
                            when bool_or(error_type = 'UNQUOTED VALUE')
                                then string_split(
                                    trim(any_value(csv_line), chr(10) || chr(13)), chr(10)
                                )
                            else [any_value(csv_line)]
                        end
                    ) as line
                from temp.unreadable_lines
                group by scan_id, file_id, line_byte_position
            ) as lines
            where trim(lines.line, chr(10) || chr(13)) <> ''
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{#- Whether a build may read files: raw tables, or those of a source system. -#}
{% macro reads_files() %}
    {{ return(var("raw_files", none) is not none or var("sources", none)) }}
{% endmacro %}

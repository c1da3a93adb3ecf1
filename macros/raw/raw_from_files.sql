{#-
    A raw table out of files: <folder>/<raw_table>.<ext>, or every file below <folder>/<raw_table>/. All files of a table
    must have one format: CSV (.csv, .csv.gz, .tsv), Parquet (.parquet) or JSON, one object per line (.jsonl, .ndjson).

    raw_table: name of the raw table; folder: path, local or in an object store.
    Returns the dict of raw(). Everything is read as text; nothing is sniffed.
    Lines that cannot be read stay with the connection as unreadable lines: see keep_unreadable_lines().
-#}
{% macro raw_from_files(raw_table, folder) %}
    {%- set place = folder ~ "/" ~ raw_table ~ ".*" -%}
    {%- set found = {"raw_table": raw_table, "place": place, "relation": none, "columns": []} -%}
    {%- if is_building() -%}
        {%- set files = raw_file_names(raw_table, folder) -%}
        {%- if files -%}
            {%- set formats = [] -%}
            {%- for file in files -%}
                {%- set format = raw_file_format(file) -%}
                {%- if format is none -%}
                    {{ exceptions.raise_compiler_error(
                        "Raw table '" ~ raw_table ~ "': the format of " ~ file ~ " is not known. Bring it as "
                        ~ ".csv, .csv.gz, .tsv, .parquet, .jsonl or .ndjson."
                    ) }}
                {%- endif -%}
                {%- if format not in formats -%}{%- do formats.append(format) -%}{%- endif -%}
            {%- endfor -%}
            {%- if formats | length > 1 -%}
                {{ exceptions.raise_compiler_error(
                    "Raw table '" ~ raw_table ~ "' has files of several formats: " ~ files | join(", ")
                    ~ ". Keep one format, so that no row is read twice."
                ) }}
            {%- endif -%}
            {%- do found.update({"place": files | join(", ")}) -%}
            {%- if formats[0] == "parquet" -%}
                {%- do found.update(raw_from_parquet(files)) -%}
            {%- elif formats[0] == "json" -%}
                {%- do found.update(raw_from_json(raw_table, files)) -%}
            {%- else -%}
                {%- do found.update(raw_from_csv(raw_table, files)) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}


{#- The files of a raw table, sorted by name. -#}
{% macro raw_file_names(raw_table, folder) %}
    {%- set patterns = [folder ~ "/" ~ raw_table ~ ".*", folder ~ "/" ~ raw_table ~ "/**"] -%}
    {%- set names = [] -%}
    {%- for pattern in patterns -%}
        {%- for row in run_query("select file from glob(" ~ string_literal(pattern) ~ ") order by file") -%}
            {%- do names.append(row[0]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(names) }}
{% endmacro %}


{% macro raw_file_format(file) %}
    {%- set name = file | lower -%}
    {%- if name.endswith(".parquet") -%}{{ return("parquet") }}
    {%- elif name.endswith((".jsonl", ".ndjson")) -%}{{ return("json") }}
    {%- elif name.endswith((".csv", ".csv.gz", ".tsv", ".tsv.gz")) -%}{{ return("csv") }}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}


{% macro raw_from_parquet(files) %}
    {%- set relation = "read_parquet(" ~ file_list(files) ~ ", union_by_name = true)" -%}
    {%- set columns = [] -%}
    {%- for row in run_query("describe select * from " ~ relation) -%}
        {%- do columns.append(row[0]) -%}
    {%- endfor -%}
    {{ return({"relation": relation, "columns": columns}) }}
{% endmacro %}


{#-
    Files with the same header are read together, others beside them. The header is read by itself, because a reader that
    is told every column never guesses: a ragged line is set aside instead of shifting the rest.
-#}
{% macro raw_from_csv(raw_table, files) %}
    {%- set quote = var("csv_quote") -%}
    {%- set names = [] -%}
    {%- set branches = [] -%}
    {%- set headers = {} -%}
    {%- for file in files -%}
        {%- set header = csv_header(file) -%}
        {%- if header -%}
            {%- do headers.setdefault(header | join("\n"), {"columns": header, "files": []}).files.append(file) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for header in headers.values() -%}
        {%- for name in header.columns -%}
            {%- if name not in names -%}{%- do names.append(name) -%}{%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for header in headers.values() -%}
        {%- set types = [] -%}
        {%- set seen = [] -%}
        {%- for name in header.columns -%}
            {%- if name in seen -%}
                {{ exceptions.raise_compiler_error(
                    "Raw table '" ~ raw_table ~ "': " ~ header.files | join(", ") ~ " has the column '" ~ name
                    ~ "' more than once. Keep one of them."
                ) }}
            {%- endif -%}
            {%- do seen.append(name) -%}
            {%- do types.append(string_literal(name) ~ ": 'varchar'") -%}
        {%- endfor -%}
        {%- set selected = [] -%}
        {%- for name in names -%}
            {%- do selected.append(
                (adapter.quote(name) if name in header.columns else "cast(null as varchar)")
                ~ " as " ~ adapter.quote(name)
            ) -%}
        {%- endfor -%}
        {%- do branches.append(
            "select " ~ selected | join(", ") ~ " from read_csv(" ~ file_list(header.files)
            ~ ", auto_detect = false, header = true, delim = " ~ string_literal(csv_delimiter_of(header.files[0]))
            ~ ", quote = " ~ string_literal(quote) ~ ", escape = " ~ string_literal(quote)
            ~ ", encoding = " ~ string_literal(var("csv_encoding"))
            ~ ", columns = {" ~ types | join(", ") ~ "}" ~ unreadable_lines_options() ~ ")"
        ) -%}
    {%- endfor -%}
    {{ return({
        "relation": "(" ~ branches | join(" union all ") ~ ") as files" if branches else none,
        "columns": names,
    }) }}
{% endmacro %}


{#- The column names of a CSV file, trimmed and in lower case; an empty file has none. -#}
{% macro csv_header(file) %}
    {%- set lines = run_query(
        "select line from " ~ text_lines([file]) ~ " limit 1"
    ) -%}
    {%- set names = [] -%}
    {%- if lines | length > 0 -%}
        {%- set quote = var("csv_quote") -%}
        {%- for name in (lines.rows[0][0] or "").split(csv_delimiter_of(file)) -%}
            {%- set plain = name.strip("\ufeff \t\r\n").strip(quote).strip() | lower -%}
            {%- do names.append(plain or "column_" ~ loop.index) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(names) }}
{% endmacro %}


{% macro csv_delimiter_of(file) %}
    {{ return("\t" if file.lower().endswith((".tsv", ".tsv.gz")) else var("csv_delimiter")) }}
{% endmacro %}


{#-
    One JSON object per line, each line judged by itself: a broken one is an unreadable line. The columns are the names
    found in any object.
-#}
{% macro raw_from_json(raw_table, files) %}
    {%- set lines = text_lines(files) -%}
    {%- set columns = [] -%}
    {%- for row in run_query(
        "select distinct unnest(json_keys(line)) as name from " ~ lines
        ~ " where json_valid(line) and json_type(line) = 'OBJECT' order by name"
    ) -%}
        {%- do columns.append(row[0]) -%}
    {%- endfor -%}
    {%- set selected = [] -%}
    {%- for column in raw_contract(raw_table).columns | map(attribute="name") | list + raw_system_columns() -%}
        {%- if column in columns -%}
            {%- do selected.append(
                "json_extract_string(case when json_valid(line) then line end, "
                ~ string_literal('$."' ~ column ~ '"') ~ ") as " ~ column
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do selected.append(
        "case when not json_valid(line) or json_type(line) <> 'OBJECT' then line end as _unreadable_line"
    ) -%}
    {{ return({
        "relation": "(select " ~ selected | join(", ") ~ " from " ~ text_lines(files, keep_unreadable=true)
            ~ " where trim(line) <> '') as files",
        "columns": columns + ["_unreadable_line"],
    }) }}
{% endmacro %}


{#- Files as one text column, line; keep_unreadable: lines with broken encoding are kept as unreadable ones. -#}
{% macro text_lines(files, keep_unreadable=false) %}
    {{ return(
        "read_csv(" ~ file_list(files) ~ ", auto_detect = false, header = false, delim = '\x01', quote = '', escape = ''"
        ~ ", encoding = " ~ string_literal(var("csv_encoding")) ~ ", strict_mode = false, columns = {'line': 'varchar'}"
        ~ (unreadable_lines_options() if keep_unreadable else ", ignore_errors = true, max_line_size = "
           ~ max_line_bytes()) ~ ")"
    ) }}
{% endmacro %}


{% macro file_list(files) %}
    {%- set literals = [] -%}
    {%- for file in files -%}{%- do literals.append(string_literal(file)) -%}{%- endfor -%}
    {{ return("[" ~ literals | join(", ") ~ "]") }}
{% endmacro %}


{#- A value that came from a user, as a SQL text literal. -#}
{% macro string_literal(value) %}
    {{ return("'" ~ value | string | replace("'", "''") ~ "'") }}
{% endmacro %}

{#-
    A raw table out of files: <folder>/<raw_table>.<ext>, or every file below <folder>/<raw_table>/.
    All files of a table must have one format: CSV (.csv, .csv.gz, .tsv), Parquet (.parquet) or
    JSON, one object per line (.jsonl, .ndjson).

    raw_table: name of the raw table; folder: path, local or in an object store.
    Returns the dict of raw(). Everything is read as text; nothing is sniffed.
    Lines that cannot be read stay with the connection as unreadable lines: see
    keep_unreadable_lines().
-#}
{% macro raw_from_files(raw_table, folder) %}
    {%- set place = folder ~ "/" ~ raw_table ~ ".*" -%}
    {%- set found = {
        "raw_table": raw_table, "place": place, "relation": none, "columns": [], "parts": [],
    } -%}
    {%- if is_building() -%}
        {%- set files = raw_file_names(raw_table, folder) -%}
        {%- if files -%}
            {%- set formats = [] -%}
            {%- for file in files -%}
                {%- set format = raw_file_format(file) -%}
                {%- if format is none -%}
                    {{ exceptions.raise_compiler_error(
                        "Raw table '" ~ raw_table ~ "': the format of " ~ file ~ " is not known. "
                        ~ "Bring it as .csv, .csv.gz, .tsv, .parquet, .jsonl or .ndjson."
                    ) }}
                {%- endif -%}
                {%- if format not in formats -%}{%- do formats.append(format) -%}{%- endif -%}
            {%- endfor -%}
            {%- if formats | length > 1 -%}
                {{ exceptions.raise_compiler_error(
                    "Raw table '" ~ raw_table ~ "' has files of several formats: "
                    ~ files | join(", ") ~ ". Keep one format, so that no row is read twice."
                ) }}
            {%- endif -%}
            {%- do found.update({"place": files | join(", ")}) -%}
            {%- if formats[0] == "parquet" -%}
                {%- do found.update(raw_from_parquet(raw_table, files)) -%}
            {%- elif formats[0] == "json" -%}
                {%- do found.update(raw_from_json(raw_table, files)) -%}
            {%- else -%}
                {%- do found.update(raw_from_csv(raw_table, files)) -%}
            {%- endif -%}
        {%- else -%}
            {%- do check_folder_has_files(folder) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}


{#-
    The files of a raw table, sorted by name. Names that start with a dot or an underscore are left
    behind by other programs (.DS_Store, _SUCCESS) and are not data.
-#}
{% macro raw_file_names(raw_table, folder) %}
    {%- set path = glob_literal(folder) ~ "/" ~ raw_table -%}
    {%- set names = [] -%}
    {%- for pattern in [path ~ ".*", path ~ "/**"] -%}
        {%- set files = run_query(
            "select file from glob(" ~ string_literal(pattern) ~ ") order by file"
        ) -%}
        {%- for row in files if not row[0].split("/")[-1].startswith((".", "_")) -%}
            {%- do names.append(row[0]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(names) }}
{% endmacro %}


{#- A mistyped folder must not become a company without any data. -#}
{% macro check_folder_has_files(folder) %}
    {%- set pattern = string_literal(glob_literal(folder) ~ "/**") -%}
    {%- if run_query("select 1 from glob(" ~ pattern ~ ") limit 1") | length == 0 -%}
        {{ exceptions.raise_compiler_error(
            "The folder " ~ folder ~ " (var raw_files) is not there or holds no file. "
            ~ "Name the folder that holds one file, or one folder of files, per raw table."
        ) }}
    {%- endif -%}
{% endmacro %}


{#- A path as a glob pattern that matches nothing but itself. -#}
{% macro glob_literal(path) %}
    {{ return(path | replace("[", "[[]") | replace("*", "[*]") | replace("?", "[?]")) }}
{% endmacro %}


{% macro raw_file_format(file) %}
    {%- set name = file | lower -%}
    {%- if name.endswith(".parquet") -%}{{ return("parquet") }}
    {%- elif name.endswith((".jsonl", ".ndjson")) -%}{{ return("json") }}
    {%- elif name.endswith((".csv", ".csv.gz", ".tsv", ".tsv.gz")) -%}{{ return("csv") }}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}


{#-
    Files may have different columns; each must have the required ones. Local files whose columns
    have the contract's types are read in place, see parquet_in_place(): an object store is far, and
    what has to be cast is better cast once.
-#}
{% macro raw_from_parquet(raw_table, files) %}
    {%- set relation = "read_parquet(" ~ file_list(files) ~ ", union_by_name = true)" -%}
    {%- set parts = [] -%}
    {%- for file in files -%}
        {%- do parts.append({
            "place": file,
            "columns": described_columns("read_parquet(" ~ file_list([file]) ~ ")"),
        }) -%}
    {%- endfor -%}
    {%- set is_in_place = "://" not in files | join and comes_typed(raw_table, relation) -%}
    {{ return({
        "relation": parquet_in_place(raw_table, files, relation) if is_in_place else relation,
        "columns": described_columns(relation),
        "parts": parts,
        "is_in_place": is_in_place,
    }) }}
{% endmacro %}


{#- The column names of a relation that is no object of the database. -#}
{% macro described_columns(relation) %}
    {%- set columns = [] -%}
    {%- for row in run_query("describe select * from " ~ relation) -%}
        {%- do columns.append(row[0]) -%}
    {%- endfor -%}
    {{ return(columns) }}
{% endmacro %}


{#-
    Files with the same header are read together, others beside them. The header is read by itself,
    because a reader that is told every column never guesses: a ragged line is set aside instead of
    shifting the rest.
-#}
{% macro raw_from_csv(raw_table, files) %}
    {%- do check_csv_dialect() -%}
    {%- set groups = {} -%}
    {%- set names = [] -%}
    {%- for file in files -%}
        {%- set header = csv_header(raw_table, file) -%}
        {%- if header.columns -%}
            {%- set group = [header.delimiter, header.blank_lines] + header.columns -%}
            {%- do groups.setdefault(group | join("\n"), {"header": header, "files": []}) -%}
            {%- do groups[group | join("\n")].files.append(file) -%}
        {%- endif -%}
        {%- for name in header.columns if name not in names -%}
            {%- do names.append(name) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set branches = [] -%}
    {%- set parts = [] -%}
    {%- for group in groups.values() -%}
        {%- do parts.append({
            "place": group.files | join(", "),
            "columns": group.header.columns,
        }) -%}
        {%- do branches.append(csv_branch(group.files, group.header, names)) -%}
    {%- endfor -%}
    {{ return({
        "relation": "(" ~ branches | join(" union all ") ~ ") as files" if branches else none,
        "columns": names,
        "parts": parts,
    }) }}
{% endmacro %}


{#-
    A query that reads files with the same header. names: the columns that it gives, null where the
    files lack one.
-#}
{% macro csv_branch(files, header, names) %}
    {%- set quote = string_literal(var("csv_quote")) -%}
    {%- set types = [] -%}
    {%- for name in header.columns -%}
        {%- do types.append(string_literal(name) ~ ": 'varchar'") -%}
    {%- endfor -%}
    {%- set selected = [] -%}
    {%- for name in names -%}
        {%- do selected.append(
            (adapter.quote(name) if name in header.columns else "cast(null as varchar)")
            ~ " as " ~ adapter.quote(name)
        ) -%}
    {%- endfor -%}
    {{ return(
        "select " ~ selected | join(", ") ~ " from read_csv(" ~ file_list(files)
        ~ ", auto_detect = false, header = true, skip = " ~ header.blank_lines
        ~ ", delim = " ~ string_literal(header.delimiter)
        ~ ", quote = " ~ quote ~ ", escape = " ~ quote
        ~ ", encoding = " ~ string_literal(var("csv_encoding"))
        ~ ", columns = {" ~ types | join(", ") ~ "}" ~ unreadable_lines_options() ~ ")"
    ) }}
{% endmacro %}


{#- The dialect is the user's to set: a value that no reader takes fails here, with its name. -#}
{% macro check_csv_dialect() %}
    {%- set encodings = ["utf-8", "utf-16", "latin-1"] -%}
    {%- if var("csv_encoding") not in encodings -%}
        {{ exceptions.raise_compiler_error(
            "The var csv_encoding is '" ~ var("csv_encoding") ~ "', which is none of "
            ~ encodings | join(", ") ~ ". Set one of them, or convert the files."
        ) }}
    {%- elif var("csv_delimiter") | length not in [1, 2, 3, 4] or var("csv_quote") | length > 1 -%}
        {{ exceptions.raise_compiler_error(
            "The vars csv_delimiter ('" ~ var("csv_delimiter") ~ "') and csv_quote ('"
            ~ var("csv_quote") ~ "') must be one to four characters, and one or none."
        ) }}
    {%- endif -%}
{% endmacro %}


{#-
    The header of a CSV file, its first line that is not blank: columns (trimmed, in lower case;
    none in an empty file), delimiter and the number of blank lines before it. A header in another
    encoding than csv_encoding is no line at all: then the next one is taken, and lacks the required
    columns.
-#}
{% macro csv_header(raw_table, file) %}
    {%- set delimiter = csv_delimiter_of(file) -%}
    {%- set header = {"columns": [], "delimiter": delimiter, "blank_lines": 0} -%}
    {%- set lines = run_query(
        "select line, line_number from (select line, row_number() over () as line_number from "
        ~ text_lines([file], var("csv_encoding")) ~ ") where " ~ trim_text("line")
        ~ " is not null limit 1"
    ) -%}
    {%- for row in lines -%}
        {%- do header.update({"blank_lines": row[1] - 1}) -%}
        {%- set fields = csv_fields(row[0].strip("\ufeff"), delimiter) -%}
        {%- if fields is none -%}
            {{ exceptions.raise_compiler_error(
                "Raw table '" ~ raw_table ~ "': the header of " ~ file ~ " has a quote that does "
                ~ "not end on its line. Write the column names on one line."
            ) }}
        {%- endif -%}
        {%- for field in fields -%}
            {%- set name = field.strip().strip(var("csv_quote")).strip() | lower -%}
            {%- do header.columns.append(name or "column_" ~ loop.index) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(header) }}
{% endmacro %}


{#-
    A line of CSV split at the delimiters that are not inside quotes; none if a quote does not end.
-#}
{% macro csv_fields(line, delimiter) %}
    {%- set fields = [] -%}
    {%- set open = [] -%}
    {%- for piece in line.split(delimiter) -%}
        {%- do open.append(piece) -%}
        {%- if not var("csv_quote") or (open | join).count(var("csv_quote")) % 2 == 0 -%}
            {%- do fields.append(open | join(delimiter)) -%}
            {%- do open.clear() -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(none if open else fields) }}
{% endmacro %}


{% macro csv_delimiter_of(file) %}
    {{ return("\t" if file.lower().endswith((".tsv", ".tsv.gz")) else var("csv_delimiter")) }}
{% endmacro %}


{#-
    One JSON object per line, each line judged by itself: a broken one is an unreadable line. The
    columns are the names found in any object.
-#}
{% macro raw_from_json(raw_table, files) %}
    {%- do check_csv_dialect() -%}
    {%- set lines = text_lines(files, var("csv_encoding")) -%}
    {%- set names = raw_contract(raw_table).columns | map(attribute="name") | list
        + raw_system_columns() | map(attribute="name") | list -%}
    {%- set columns = [] -%}
    {%- for row in run_query(
        "select distinct unnest(json_keys(line)) as name from " ~ lines
        ~ " where json_valid(line) and json_type(line) = 'OBJECT' order by name"
    ) -%}
        {%- do columns.append(row[0]) -%}
    {%- endfor -%}
    {%- set first_line = run_query("select 1 from " ~ lines ~ " where trim(line) <> '' limit 1") -%}
    {%- set is_empty = first_line | length == 0 -%}
    {%- set selected = [] -%}
    {%- for column in columns if column | lower | trim in names -%}
        {%- do selected.append(
            "json_extract_string(case when json_valid(line) then line end, "
            ~ string_literal('$."' ~ column ~ '"') ~ ") as " ~ adapter.quote(column)
        ) -%}
    {%- endfor -%}
    {%- do selected.append(
        "case when not json_valid(line) or json_type(line) <> 'OBJECT' then line end"
        ~ " as _unreadable_line"
    ) -%}
    {{ return({
        "relation": none if is_empty else "(select " ~ selected | join(", ") ~ " from "
            ~ text_lines(files, var("csv_encoding"), keep_unreadable=true)
            ~ " where trim(line) <> '') as files",
        "columns": [] if is_empty else columns + ["_unreadable_line"],
        "parts": [] if is_empty else [{"place": files | join(", "), "columns": columns}],
    }) }}
{% endmacro %}


{#-
    Files as one text column, line, whatever their line ends. keep_unreadable: lines with broken
    encoding are kept as unreadable ones; else they are left out.
-#}
{% macro text_lines(files, encoding, keep_unreadable=false) %}
    {#- The reader wants a delimiter: one that no text has, because it drops what follows it. -#}
    {%- set no_delimiter = "\x01\x02\x03\x04" -%}
    {{ return(
        "read_csv(" ~ file_list(files) ~ ", auto_detect = false, header = false"
        ~ ", strict_mode = false, delim = '" ~ no_delimiter
        ~ "', quote = '', escape = '', encoding = " ~ string_literal(encoding)
        ~ ", columns = {'line': 'varchar'}"
        ~ (unreadable_lines_options() if keep_unreadable
           else ", ignore_errors = true, max_line_size = " ~ max_line_bytes()) ~ ")"
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

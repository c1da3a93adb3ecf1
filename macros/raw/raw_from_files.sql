{#-
    A raw table read from files: <folder>/<raw_table>.<ext>, also with more between
    (orders.2024.csv), and every file below <folder>/<raw_table>/. The end of a file's name says its
    format: CSV (.csv, .csv.gz, .tsv, .tsv.gz), Parquet (.parquet) or JSON, one object per line
    (.jsonl, .ndjson). Other files (orders.csv.bak) are named by check_raw_names() and not read. All
    files of a table must have one format.

    raw_table: name of the raw table; folder: path, local or in an object store.
    Returns the dict of raw(). CSV and JSON are read as text; no type is guessed.
    The connection keeps the lines that cannot be read: see keep_unreadable_lines().
-#}
{% macro raw_from_files(raw_table, folder) %}
    {%- set found = rows_from_files(
        "Raw table '" ~ raw_table ~ "'", [raw_table], folder, contract_names(raw_table), raw_table
    ) -%}
    {%- do found.update({"raw_table": raw_table}) -%}
    {{ return(found) }}
{% endmacro %}


{#-
    A table of any kind read from files, as the dict of raw() without raw_table.

    named: what the table is, for messages; stems: what its files are named before a dot; folder:
    where they are; known: list of the columns that are read; in_place_table: the raw table whose
    files may be read in place, see parquet_in_place().
-#}
{% macro rows_from_files(named, stems, folder, known, in_place_table=none) %}
    {%- set found = {
        "place": folder ~ "/" ~ stems[0] ~ ".*", "relation": none, "column_names": {}, "parts": [],
    } -%}
    {%- if is_building() -%}
        {%- set files = raw_file_names(named, stems, folder) -%}
        {%- if files -%}
            {%- set formats = [] -%}
            {%- for file in files if raw_file_format(file) not in formats -%}
                {%- do formats.append(raw_file_format(file)) -%}
            {%- endfor -%}
            {%- if formats | length > 1 -%}
                {{ exceptions.raise_compiler_error(
                    named ~ " has files of several formats: "
                    ~ files | join(", ") ~ ". Keep one format, so that no row is read twice."
                ) }}
            {%- endif -%}
            {%- do found.update({"place": files | join(", ")}) -%}
            {%- if formats[0] == "parquet" -%}
                {%- do found.update(raw_from_parquet(files, known, in_place_table)) -%}
            {%- elif formats[0] == "json" -%}
                {%- do found.update(raw_from_json(files, known)) -%}
            {%- else -%}
                {%- do found.update(raw_from_csv(named, files, known)) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}


{#-
    The files of a table that can be read, sorted by name. Fails where there are files of it, but
    none in a known format. Arguments as of rows_from_files().
-#}
{% macro raw_file_names(named, stems, folder) %}
    {%- set readable, others, patterns = [], [], [] -%}
    {%- for stem in stems -%}
        {%- set path = glob_literal(folder) ~ "/" ~ stem -%}
        {#- The last pattern follows links, which '/**' does not. -#}
        {%- do patterns.extend([path, path ~ ".*", path ~ "/**/*"]) -%}
    {%- endfor -%}
    {%- for pattern in patterns -%}
        {%- for row in run_query(
            "select file from glob(" ~ string_literal(pattern) ~ ") order by file"
        ) if not is_left_behind(row[0], folder) -%}
            {%- do (readable if raw_file_format(row[0]) else others).append(row[0]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if others and not readable -%}
        {{ exceptions.raise_compiler_error(
            named ~ ": the format of " ~ others[0] ~ " is not known. "
            ~ "Bring it as .csv, .csv.gz, .tsv, .parquet, .jsonl or .ndjson."
        ) }}
    {%- endif -%}
    {{ return(readable) }}
{% endmacro %}


{#-
    Whether a file below a folder is no data, but left behind by another program (.DS_Store,
    _SUCCESS, _temporary/0/1.csv): a name in its path begins with a dot or an underscore.
-#}
{% macro is_left_behind(file, folder) %}
    {%- for name in path_below(file, folder) if name.startswith((".", "_")) -%}
        {{ return(true) }}
    {%- endfor -%}
    {{ return(false) }}
{% endmacro %}


{#- The names in the path from a folder to a file below it, as a list. -#}
{% macro path_below(file, folder) %}
    {{ return(path_names(file)[path_names(folder) | length:]) }}
{% endmacro %}


{#-
    The names of which a path consists. The engine lists ./raw as raw, file:///raw as /raw, and
    files/../raw as raw.
-#}
{% macro path_names(path) %}
    {%- set names = [] -%}
    {%- for name in path.split("/") | reject("in", ["", ".", "file:"]) -%}
        {%- if name == ".." and names and names[-1] != ".." -%}
            {%- do names.pop() -%}
        {%- else -%}
            {%- do names.append(name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names) }}
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
    Files may have different columns; each must have the required ones. Local files are read in
    place, see parquet_in_place(). Files in an object store are not: they are slow to read, and are
    therefore copied into a table once.
-#}
{% macro raw_from_parquet(files, known, in_place_table) %}
    {%- set relation = "read_parquet(" ~ file_list(files) ~ ", union_by_name = true)" -%}
    {%- set groups = {} -%}
    {%- for file in files -%}
        {%- set columns = described_columns("read_parquet(" ~ file_list([file]) ~ ")") -%}
        {%- do groups.setdefault(columns | join("\n"), {"columns": columns, "files": []}) -%}
        {%- do groups[columns | join("\n")].files.append(file) -%}
    {%- endfor -%}
    {%- set parts = [] -%}
    {%- for group in groups.values() -%}
        {%- do parts.append({"place": first_names(group.files), "columns": group.columns}) -%}
    {%- endfor -%}
    {%- set names = described_columns(relation) -%}
    {%- set column_names = known_column_names(known, names) -%}
    {%- set is_in_place = in_place_table is not none and "://" not in files | join
        and not has_reader_columns(names) -%}
    {{ return({
        "relation": parquet_in_place(in_place_table, files, relation, column_names) if is_in_place
            else relation,
        "column_names": column_names,
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
    Files with the same header are read by one read_csv. The header is read first, by itself: a
    reader that is given all columns does not guess, and sets a ragged line aside instead of
    shifting its values. Columns that the contract does not know get a name of ours, so that no
    text of a header becomes SQL.
-#}
{% macro raw_from_csv(named, files, known) %}
    {%- set groups = {} -%}
    {%- set found_names = [] -%}
    {%- for file in files -%}
        {%- set header = csv_header(named, file) -%}
        {%- if header.columns -%}
            {%- set group = [header.delimiter, header.blank_lines] + header.columns -%}
            {%- do groups.setdefault(group | join("\n"), {"header": header, "files": []}) -%}
            {%- do groups[group | join("\n")].files.append(file) -%}
        {%- endif -%}
        {%- do found_names.extend(header.columns) -%}
    {%- endfor -%}
    {%- set column_names = {} -%}
    {%- for name in known_column_names(known, found_names) -%}
        {%- do column_names.update({name: name}) -%}
    {%- endfor -%}
    {%- set branches = [] -%}
    {%- set parts = [] -%}
    {%- for group in groups.values() -%}
        {%- do parts.append({
            "place": first_names(group.files),
            "columns": group.header.columns,
        }) -%}
        {%- do branches.append(csv_branch(group.files, group.header, column_names | list)) -%}
    {%- endfor -%}
    {{ return({
        "relation": "(" ~ branches | join(" union all ") ~ ") as files" if branches else none,
        "column_names": column_names,
        "parts": parts,
    }) }}
{% endmacro %}


{#-
    A query that reads files with the same header. names: the columns of the contract that it gives,
    null where the files lack one.
-#}
{% macro csv_branch(files, header, names) %}
    {%- set quote = string_literal(var("csv_quote")) -%}
    {%- set types = [] -%}
    {%- set header_names = header.columns | map("lower") | map("trim") | list -%}
    {%- for name in header_names -%}
        {%- set read_as = name if name in names else "unread_" ~ loop.index -%}
        {%- do types.append(string_literal(read_as) ~ ": 'varchar'") -%}
    {%- endfor -%}
    {%- set selected = [] -%}
    {%- for name in names -%}
        {%- do selected.append(
            (quoted_name(name) if name in header_names else "cast(null as varchar)")
            ~ " as " ~ quoted_name(name)
        ) -%}
    {%- endfor -%}
    {{ return(
        "select " ~ (selected | join(", ") or "1 as no_column") ~ " from read_csv("
        ~ file_list(files) ~ ", auto_detect = false, hive_partitioning = false"
        ~ ", header = true, skip = " ~ header.blank_lines
        ~ ", delim = " ~ string_literal(header.delimiter)
        ~ ", quote = " ~ quote ~ ", escape = " ~ quote
        ~ ", encoding = " ~ string_literal(var("csv_encoding"))
        ~ ", columns = {" ~ types | join(", ") ~ "}" ~ unreadable_lines_options() ~ ")"
    ) }}
{% endmacro %}


{#-
    The header of a CSV file, its first line that is not blank: columns (as they are spelled,
    without the blanks and quotes around them; none in an empty file), delimiter and the number of
    blank lines before it. The reader leaves out a header in another encoding than csv_encoding: the
    next line is then taken for the header, and the check of the required columns fails.
-#}
{% macro csv_header(named, file) %}
    {%- set delimiter = csv_delimiter_of(file) -%}
    {%- set header = {"columns": [], "delimiter": delimiter, "blank_lines": 0} -%}
    {%- set lines = run_query(
        "select line, line_number from (select line, row_number() over () as line_number from "
        ~ text_lines([file], var("csv_encoding")) ~ ") where " ~ trim_text("line")
        ~ " is not null limit 1"
    ) -%}
    {%- for line, line_number in lines.rows -%}
        {%- if "\0" in line -%}
            {{ exceptions.raise_compiler_error(
                named ~ ": " ~ file ~ " is not " ~ var("csv_encoding")
                ~ ", but looks like utf-16. Set the var csv_encoding, or convert the file."
            ) }}
        {%- endif -%}
        {%- do header.update({"blank_lines": line_number - 1}) -%}
        {%- set fields = csv_fields(line.strip("\ufeff"), delimiter) -%}
        {%- if fields is none -%}
            {{ exceptions.raise_compiler_error(
                named ~ ": the header of " ~ file ~ " has a quote that does "
                ~ "not end on its line. Write the column names on one line."
            ) }}
        {%- endif -%}
        {%- for field in fields -%}
            {%- do header.columns.append(csv_value(field) or "column_" ~ loop.index) -%}
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


{#- A field of a line without the quotes around it and the blanks at its ends. -#}
{% macro csv_value(field) %}
    {%- set text = field.strip() -%}
    {%- set quote = var("csv_quote") -%}
    {%- if quote and text | length > 1 and text.startswith(quote) and text.endswith(quote) -%}
        {%- set text = text[1:-1].replace(quote ~ quote, quote) -%}
    {%- endif -%}
    {{ return(text.strip()) }}
{% endmacro %}


{% macro csv_delimiter_of(file) %}
    {{ return("\t" if file.lower().endswith((".tsv", ".tsv.gz")) else var("csv_delimiter")) }}
{% endmacro %}


{#-
    One JSON object per line, each line judged by itself: a broken one is an unreadable line. The
    columns are the names found in any object.
-#}
{% macro raw_from_json(files, known) %}
    {%- set lines = text_lines(files, var("csv_encoding")) -%}
    {%- set found_names = [] -%}
    {%- for row in run_query(
        "select distinct unnest(json_keys(line)) as name from " ~ lines
        ~ " where json_valid(line) and json_type(line) = 'OBJECT' order by name"
    ) -%}
        {%- do found_names.append(row[0]) -%}
    {%- endfor -%}
    {%- set first_line = run_query("select 1 from " ~ lines ~ " where trim(line) <> '' limit 1") -%}
    {%- set is_empty = first_line | length == 0 -%}
    {%- set column_names = {} -%}
    {%- set selected = [] -%}
    {%- for name, spelled in known_column_names(known, found_names).items() -%}
        {%- do column_names.update({name: name}) -%}
        {#- A spelling of a contract's name holds no quote: it differs by case and blanks only. -#}
        {%- do selected.append(
            "json_extract_string(case when json_valid(line) then line end, "
            ~ string_literal('$."' ~ spelled ~ '"') ~ ") as " ~ quoted_name(name)
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
        "column_names": {} if is_empty else column_names,
        "has_unreadable_lines": not is_empty,
        "parts": [] if is_empty else [{"place": files | join(", "), "columns": found_names}],
    }) }}
{% endmacro %}


{#-
    Files as one text column, line, whatever their line ends. keep_unreadable: lines with broken
    encoding are kept as unreadable ones; else they are left out.
-#}
{% macro text_lines(files, encoding, keep_unreadable=false) %}
    {#- The reader needs a delimiter, and drops what follows it: this one occurs in no text. -#}
    {%- set no_delimiter = "\x01\x02\x03\x04" -%}
    {{ return(
        "read_csv(" ~ file_list(files)
        ~ ", auto_detect = false, hive_partitioning = false, header = false"
        ~ ", strict_mode = false, delim = '" ~ no_delimiter
        ~ "', quote = '', escape = '', encoding = " ~ string_literal(encoding)
        ~ ", columns = {'line': 'varchar'}"
        ~ (unreadable_lines_options() if keep_unreadable
           else ", ignore_errors = true, max_line_size = " ~ max_line_bytes()) ~ ")"
    ) }}
{% endmacro %}


{% macro file_list(files) %}
    {%- set literals = [] -%}
    {%- for file in files -%}
        {%- do literals.append(string_literal(glob_literal(file))) -%}
    {%- endfor -%}
    {{ return("[" ~ literals | join(", ") ~ "]") }}
{% endmacro %}

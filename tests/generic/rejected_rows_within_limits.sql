{#-
    Fails the build when a raw table has too many rejected rows, and warns when it has some: both
    name the table, the reasons and their counts. Limits: vars rejected_rows_max_percent,
    rejected_rows_max_count, rejected_rows_limits.

    model: rejected_rows.
-#}
{% test rejected_rows_within_limits(model) %}
    {%- set messages = [] -%}
    {%- set failing = [] -%}
    {%- set counts_sql = rejected_row_counts(model) -%}
    {%- if is_building() -%}
        {%- set counts = run_query(counts_sql) -%}
        {%- for row in counts.rows -%}
            {%- set limits = checked_var("rejected_rows_limits").get(row["raw_table"], {}) -%}
            {%- set percent = limits.get("percent", var("rejected_rows_max_percent")) -%}
            {%- set count = limits.get("count", var("rejected_rows_max_count")) -%}
            {%- set rejected, of_rows = row["rejected_rows"], row["raw_rows"] -%}
            {%- set message = "Raw table '" ~ row["raw_table"] ~ "': " ~ rejected ~ " of " ~ of_rows
                ~ " rows are rejected (" ~ row["reasons"] ~ ")." -%}
            {%- if rejected > count and 100 * rejected > percent * of_rows -%}
                {%- do failing.append(row["raw_table"]) -%}
                {%- do messages.append(
                    message ~ " That is more than " ~ percent ~ " % and more than " ~ count
                    ~ " rows. See the table rejected_rows; correct the source, or set the var "
                    ~ "rejected_rows_limits for this table."
                ) -%}
            {%- else -%}
                {%- do exceptions.warn(message ~ " See the table rejected_rows.") -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if failing -%}
            {{ exceptions.raise_compiler_error(messages | join("\n")) }}
        {%- endif -%}
    {%- endif -%}
    {{ no_failures() }}
{% endtest %}

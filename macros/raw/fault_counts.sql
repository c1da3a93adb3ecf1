{#-
    SQL: the number of faults (fault_count), and a text of each reason with its count (reasons).

    faults: relation of rejected_rows or nulled_values; by: its columns to count by, raw_table or
    raw_table and column_name.
-#}
{% macro fault_counts(faults, by=["raw_table"]) %}
    {%- set columns = by | join(", ") -%}
    {%- set reason = "reason" if "column_name" in by
        else "coalesce(column_name || ' ', '') || reason" -%}
    select
        {{ columns }},
        cast(sum(fault_count) as bigint) as fault_count,
        {{ dbt.listagg("reason || ': ' || fault_count", "', '", "order by reason") }} as reasons
    from (
        select
            {{ columns }},
            {{ reason }} as reason,
            count(*) as fault_count
        from {{ faults }}
        group by all
    ) as reasons
    group by {{ columns }}
{% endmacro %}


{#- SQL: the counts of check_fault_limits() for rejected rows, one row per raw table with some. -#}
{% macro rejected_row_counts(rejected_rows) %}
    select
        faults.*,
        'rows' as counted,
        raw_rows.all_count
    from ({{ fault_counts(rejected_rows) }}) as faults
    inner join (
        {%- for raw_table in raw_tables() %}
        select
            '{{ raw_table }}' as raw_table,
            count(*) as all_count
        from {{ ref("base_" ~ raw_table) }}
        {%- if not loop.last %}

        union all
        {%- endif %}
        {%- endfor %}
    ) as raw_rows
        on faults.raw_table = raw_rows.raw_table
    order by faults.raw_table
{% endmacro %}


{#- SQL: the counts of check_fault_limits() for nulled values, one row per column with some. -#}
{% macro nulled_value_counts(nulled_values) %}
    {%- set columns = [] -%}
    {%- if is_building() -%}
        {%- for row in run_query("select distinct raw_table, column_name from " ~ nulled_values) -%}
            {%- do columns.append((row[0], row[1])) -%}
        {%- endfor -%}
    {%- endif -%}
    select
        faults.*,
        'values of ' || faults.column_name as counted,
        raw_values.all_count
    from ({{ fault_counts(nulled_values, ["raw_table", "column_name"]) }}) as faults
    inner join (
        {%- for raw_table in raw_tables() %}
        {%- set base = ref("base_" ~ raw_table) %}
        {%- for column in columns_to_judge(raw_contract(raw_table), raw_table)
            if (raw_table, column.name) in columns %}
        select
            '{{ raw_table }}' as raw_table,
            '{{ column.name }}' as column_name,
            count({{ trim_text(column.name) if column.is_text else column.name }}) as all_count
        from {{ base }}

        union all
        {% endfor %}
        {%- endfor %}
        select
            cast(null as {{ dbt.type_string() }}) as raw_table,
            cast(null as {{ dbt.type_string() }}) as column_name,
            0 as all_count
        where 1 = 0
    ) as raw_values
        on
            faults.raw_table = raw_values.raw_table
            and faults.column_name = raw_values.column_name
    order by
        faults.raw_table,
        faults.column_name
{% endmacro %}


{#-
    Fails when a raw table has more faults than its limits allow, and warns when it has some: both
    name the table, the reasons and their counts.

    counts: SQL with raw_table, counted (what the faults are among, in words), fault_count,
    all_count and reasons; verdict: what became of them, in words; faults: name of the table that
    holds them; limits: percent and count, of which a table must exceed both to fail, and tables,
    other limits for single tables. If all of several are lost, however few they are, that fails
    too, unless 100 percent are allowed.
-#}
{% macro check_fault_limits(counts, verdict, faults, limits) %}
    {%- set failing = [] -%}
    {%- if is_building() -%}
        {%- for row in run_query(counts).rows -%}
            {%- set of_table = limits.tables.get(row["raw_table"], {}) -%}
            {%- set percent = of_table.get("percent", limits.percent) -%}
            {%- set count = of_table.get("count", limits.count) -%}
            {%- set found, all = row["fault_count"], row["all_count"] -%}
            {%- set message = "Raw table '" ~ row["raw_table"] ~ "': " ~ found ~ " of " ~ all ~ " "
                ~ row["counted"] ~ " " ~ verdict ~ " (" ~ row["reasons"] ~ ")." -%}
            {%- set excess = none -%}
            {%- if found == all and all > 1 and percent < 100 -%}
                {%- set excess = "That is all of them." -%}
            {%- elif found > count and 100 * found > percent * all -%}
                {%- set excess = "That is more than " ~ percent ~ " % and more than " ~ count ~ " "
                    ~ row["counted"].split(" ")[0] ~ "." -%}
            {%- endif -%}
            {%- if excess -%}
                {%- do failing.append(
                    message ~ " " ~ excess ~ " See the table " ~ faults
                    ~ "; correct the source, or set the var " ~ faults
                    ~ "_limits for this table: {" ~ row["raw_table"] ~ ": {percent: "
                    ~ percent ~ ", count: " ~ found ~ "}}."
                ) -%}
            {%- else -%}
                {%- do exceptions.warn(message ~ " See the table " ~ faults ~ ".") -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if failing -%}
            {{ exceptions.raise_compiler_error(failing | join("\n")) }}
        {%- endif -%}
    {%- endif -%}
    {{ no_failures() }}
{% endmacro %}

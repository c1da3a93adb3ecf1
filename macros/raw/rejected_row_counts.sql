{#-
    SQL: per raw table with rejected rows their number, that of all raw rows, and the reasons
    with their counts.
-#}
{% macro rejected_row_counts(rejected_rows) %}
    with

    raw_rows as (

        {% for raw_table in raw_tables() -%}
        select
            '{{ raw_table }}' as raw_table,
            count(*) as raw_rows
        from {{ ref("base_" ~ raw_table) }}
        {%- if not loop.last %}

        union all

        {% endif %}
        {%- endfor %}

    ),

    reasons as (

        select
            raw_table,
            coalesce(column_name || ' ', '') || reason as reason,
            count(*) as rejected_rows
        from {{ rejected_rows }}
        group by all

    )

    select
        reasons.raw_table,
        raw_rows.raw_rows,
        cast(sum(reasons.rejected_rows) as bigint) as rejected_rows,
        {{ dbt.listagg(
            "reasons.reason || ': ' || reasons.rejected_rows", "', '", "order by reasons.reason"
        ) }} as reasons
    from reasons
    inner join raw_rows
        on reasons.raw_table = raw_rows.raw_table
    group by all
    order by reasons.raw_table
{% endmacro %}

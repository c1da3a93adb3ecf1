{#-
    The rows of a reference seed that are about one metrics table, for tests that write their SQL
    from the catalog.

    seed: relation of the seed (metric_catalog, metric_parts or metric_dimensions); mart: name of
    the metrics table. Returns a list of dicts; an empty one unless a build is running. Fails when
    the seed has no row of the table: a test made of no rows would always pass.
-#}
{% macro catalog_rows(seed, mart) %}
    {%- set found = [] -%}
    {%- if is_building() -%}
        {%- set table = run_query(
            "select * from " ~ seed ~ " where mart = " ~ string_literal(mart)
        ) -%}
        {%- for row in table.rows -%}
            {%- do found.append(dict(zip(table.column_names, row.values()))) -%}
        {%- endfor -%}
        {%- if not found -%}
            {{ exceptions.raise_compiler_error(
                "The reference seed " ~ seed ~ " has no row for " ~ mart
                ~ ". Add its rows under seeds/reference."
            ) }}
        {%- endif -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}


{#- The columns that come before period_grain in the grain of a metrics table. -#}
{% macro metric_keys(mart) %}
    {{ return(["basis"] if mart == "customer_retention" else []) }}
{% endmacro %}

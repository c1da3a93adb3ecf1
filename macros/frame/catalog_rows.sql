{#-
    The rows of a reference seed that speak of a metrics table, for tests that write their SQL from
    the catalog.

    seed: relation of the seed (metric_catalog, metric_parts or metric_dimensions); mart: name of
    the metrics table. Returns a list of dicts; an empty one unless a build is running. Fails when
    the catalog does not know the table, for a test over nothing would always pass.
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


{#- Name of the metrics table that a generic test stands on. -#}
{% macro tested_mart(model) %}
    {{ return((model | string).replace('"', "").split(".")[-1]) }}
{% endmacro %}


{#- The columns that a metrics table has before period_grain, to tell its rows apart. -#}
{% macro metric_keys(mart) %}
    {{ return(["basis"] if mart == "customer_retention" else []) }}
{% endmacro %}


{#- The end of a test's list of branches, and all of it while dbt only parses. -#}
{% macro no_failures() %}
    select
        cast(null as {{ dbt.type_string() }}) as failure
    where 1 = 0
{% endmacro %}

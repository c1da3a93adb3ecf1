{#-
    Notes which dbt command was the last to write models, in the table last_build: `make publish`
    publishes no database that another command has changed since the results that it reads.
-#}
{% macro note_build() %}
    {%- if execute and flags.WHICH in ["build", "run", "seed", "retry"] -%}
        create or replace table {{ api.Relation.create(
            database=target.database, schema=target.schema, identifier="last_build"
        ) }} as
        select {{ string_literal(invocation_id) }} as build_id
    {%- endif -%}
{% endmacro %}

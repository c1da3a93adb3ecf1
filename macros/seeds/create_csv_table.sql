{#-
    Overrides dbt's own: the demo's raw seeds land as text, like a user's files, so that casting and
    judging happen in staging and nowhere else. (column_types would be a second list of the
    contract's columns.) Reference seeds keep dbt's way, and the types that their YAML gives.
-#}
{% macro duckdb__create_csv_table(model, agate_table) %}
    {%- if model.original_file_path.startswith("seeds/raw/") -%}
        {%- set types = {} -%}
        {%- for name in agate_table.column_names -%}
            {%- do types.update({name: "varchar"}) -%}
        {%- endfor -%}
        {%- do model.config.column_types.update(types) -%}
    {%- endif -%}
    {{ return(dbt.default__create_csv_table(model, agate_table)) }}
{% endmacro %}

{#-
    Overrides dbt's own. The demo's raw seeds are loaded as text, like a user's files, so that only
    staging casts and checks values. The engine reads them, because dbt looks at every value to
    guess types. Reference seeds are loaded by dbt, with the types that their YAML gives.
-#}
{% materialization seed, adapter="duckdb" %}
    {%- if not model.original_file_path.startswith("seeds/raw/") -%}
        {{ return(dbt.materialization_seed_default()) }}
    {%- endif -%}
    {%- set target_relation = this.incorporate(type="table") -%}

    {{ run_hooks(pre_hooks) }}
    {% call statement("main") -%}
        create or replace table {{ target_relation }} as (
            select *
            from read_csv(
                {{ string_literal(adapter.get_seed_file_path(model)) }},
                header = true, all_varchar = true, delim = ',', quote = '"', escape = '"'
            )
        )
    {%- endcall %}
    {#- dbt asks every seed for this result: `dbt seed --show` prints it. -#}
    {%- set shown = run_query("select * from " ~ target_relation ~ " limit 10") -%}
    {%- do store_result("agate_table", response="OK", agate_table=shown) -%}
    {{ run_hooks(post_hooks) }}
    {%- do persist_docs(target_relation, model) -%}
    {%- do adapter.commit() -%}

    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}


{#-
    Overrides dbt's own, which keeps the table and its columns. After an upgrade a reference seed
    may have another column, and every build would fail until somebody runs it with --full-refresh.
-#}
{% macro duckdb__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {%- do adapter.drop_relation(old_relation) -%}
    {{ return(create_csv_table(model, agate_table)) }}
{% endmacro %}

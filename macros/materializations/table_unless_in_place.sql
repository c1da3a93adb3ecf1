{#-
    Materialization of the base and staging models: a table, so that a file is read and its text is
    cast once; but a view where Parquet files are read in place, which are as fast to read as a
    table and would only be copied, see macros/raw/read_in_place.sql.
-#}
{% materialization table_unless_in_place, adapter="duckdb" %}
    {%- set raw_table = model.name.removeprefix("stg_") -%}
    {#- Said by contract_text(), at the head of the SQL: elsewhere a file's name may say it. -#}
    {%- set is_view = stays_in_files(raw_table) if raw_table != model.name
        else sql.lstrip().startswith("-- Files are read where they are.") -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type="view" if is_view else "table") -%}

    {{ run_hooks(pre_hooks) }}
    {%- if existing is not none and existing.type != target_relation.type -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {% call statement("main") -%}
        {%- if config.get("contract").enforced -%}
            {{ get_assert_columns_equivalent(sql) }}
        {%- endif %}
        create or replace {{ target_relation.type }} {{ target_relation }} as (
            {{ sql }}
        )
    {%- endcall %}
    {%- if not is_view -%}
        {{ run_hooks(post_hooks) }}
    {%- endif -%}
    {%- do persist_docs(target_relation, model) -%}
    {%- do adapter.commit() -%}

    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}

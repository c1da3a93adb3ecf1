{#-
    Materialization of the base models: a table, so that a file is read once; but a view over
    Parquet, which is as fast to read as a table and would only be copied.
-#}
{% materialization raw_rows, adapter="duckdb" %}
    {#- Said by contract_text(), at the head of the SQL: elsewhere a file's name may say it. -#}
    {%- set is_view = sql.lstrip().startswith("-- Parquet files are read where they are.") -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type="view" if is_view else "table") -%}

    {{ run_hooks(pre_hooks) }}
    {%- if existing is not none and existing.type != target_relation.type -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {% call statement("main") -%}
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

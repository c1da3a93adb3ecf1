{#-
    Materialization of the base and staging models: a table, so that a file is read and its text is
    cast only once. But a view where Parquet files are read in place: they are as fast to read as a
    table, which would only be a copy of them, see macros/raw/read_in_place.sql.
-#}
{% materialization table_unless_in_place, adapter="duckdb" %}
    {%- set raw_table = model.name.removeprefix("stg_") -%}
    {#- contract_text() writes this line first. Further down, a file's name could contain it. -#}
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

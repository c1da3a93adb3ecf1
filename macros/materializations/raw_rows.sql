{#-
    Materialization of the base models: a table, so that a file is read once; but a view over what
    is read in place (parquet_in_place), because it is as fast to read as a table, and copying it
    takes longer than all that is to be known of it.
-#}
{% materialization raw_rows, adapter="duckdb" %}
    {%- set is_view = "as _row_number" in sql -%}
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

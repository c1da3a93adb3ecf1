{#-
    Queries that find keys that are probably none, for the tests that warn of them: one row per
    raw table or key, in words, column message.
-#}

{#- Rows of one key and one _loaded_at that say different things, of which one had to be picked. -#}
{% macro conflicting_keys() %}
    {%- for raw_table in raw_tables() %}
    {%- set judged = ref("stg_" ~ raw_table ~ "__judged") %}
    {%- set key = raw_contract(raw_table).key %}
    {%- if key %}
    select
        'Raw table ''{{ raw_table }}'': ' || count(*)
        || ' keys have different rows with the same _loaded_at, e.g. ' || min(row_key)
        || '. A deletion was taken, where there is one, else the row that sorts last; a later '
        || '_loaded_at would say which is right.'
            as message
    from (
        select {{ readable_key(key) }} as row_key
        from {{ judged }}
        where _row_status <> 'rejected'
        group by
            {{ key | join(", ") }},
            _loaded_at
        -- A row that a later one replaced was not picked.
        having count(distinct _row_hash) > 1 and bool_or(_row_status <> 'superseded')
    ) as conflicts
    having count(*) > 0

    union all
    {% endif %}
    {%- endfor %}
    select cast(null as {{ dbt.type_string() }}) as message
    where 1 = 0
{% endmacro %}


{#- Keys that more rows share than the var placeholder_key_rows: placeholders such as -1. -#}
{% macro placeholder_keys() %}
    {%- for raw_table in raw_tables() %}
    {%- set judged = ref("stg_" ~ raw_table ~ "__judged") %}
    {%- set key = raw_contract(raw_table).key %}
    {%- if key %}
    select
        'Raw table ''{{ raw_table }}'': ' || count(*) || ' rows share the key '
        || {{ readable_key(key) }}
        || ', and only one of them counts. If the key is a placeholder, give each row its own.'
            as message
    from {{ judged }}
    where _row_status <> 'rejected'
    group by {{ key | join(", ") }}
    having count(*) > {{ var("placeholder_key_rows") }}

    union all
    {% endif %}
    {%- endfor %}
    select cast(null as {{ dbt.type_string() }}) as message
    where 1 = 0
{% endmacro %}


{#- Key columns of any type as one readable text. -#}
{% macro readable_key(names) %}
    {%- set parts = [] -%}
    {%- for name in names -%}
        {%- do parts.append("coalesce(cast(" ~ name ~ " as " ~ dbt.type_string() ~ "), '')") -%}
    {%- endfor -%}
    {{ return(parts | join(" || ' | ' || ")) }}
{% endmacro %}

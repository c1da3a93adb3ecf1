{#-
    Queries that find keys that probably do not identify a row, for the tests that warn of them: one
    row per raw table or key, as a sentence in the column message.
-#}

{#- Keys with several different rows of one _loaded_at, of which staging had to pick one. -#}
{% macro conflicting_keys() %}
    {%- for raw_table in raw_tables() %}
    {%- set row_exceptions = ref("stg_" ~ raw_table ~ "__exceptions") %}
    {%- set contract = raw_contract(raw_table) %}
    {%- set key = contract.key %}
    {%- if key %}
    select
        'Raw table ''{{ raw_table }}'': ' || count(*)
        || ' keys have different rows with the same _loaded_at, e.g. ' || min(row_key)
        || '. A deletion was taken, where there is one, else the row that sorts last; a later '
        || '_loaded_at would say which is right.'
            as message
    from (
        select {{ readable_key(contract) }} as row_key
        from {{ row_exceptions }}
        where _row_status <> 'rejected'
        group by
            {{ key | join(", ") }},
            _loaded_at
        -- Nothing was picked where a later row superseded all of these.
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
    {%- set row_exceptions = ref("stg_" ~ raw_table ~ "__exceptions") %}
    {%- set contract = raw_contract(raw_table) %}
    {%- set key = contract.key %}
    {%- if key %}
    select
        'Raw table ''{{ raw_table }}'': ' || count(*) || ' rows share the key '
        || {{ readable_key(contract) }}
        || ', and only one of them counts. If the key is a placeholder, give each row its own.'
            as message
    from {{ row_exceptions }}
    where _row_status <> 'rejected'
    group by {{ key | join(", ") }}
    having count(*) > {{ var("placeholder_key_rows") }}

    union all
    {% endif %}
    {%- endfor %}
    select cast(null as {{ dbt.type_string() }}) as message
    where 1 = 0
{% endmacro %}


{#-
    The key of a row as one readable text, for the console. A column that may hold personal data
    (searched words, addresses of pages) is shown as '...'.
-#}
{% macro readable_key(contract) %}
    {%- set parts = [] -%}
    {%- for column in contract.columns if column.is_key -%}
        {%- set value = "'...'" if column.personal or column.kept_whole
            else "cast(" ~ column.name ~ " as " ~ dbt.type_string() ~ ")" -%}
        {%- do parts.append(
            "case when " ~ column.name ~ " is null then '' else " ~ value ~ " end"
        ) -%}
    {%- endfor -%}
    {{ return(parts | join(" || ' | ' || ")) }}
{% endmacro %}

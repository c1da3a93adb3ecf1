{#-
    A warning: rows of one key and one _loaded_at that say different things, of which one had to
    be picked.
-#}
{{ config(group="audit", severity="warn") }}

{%- set query -%}
    {%- for raw_table in raw_tables() %}
    {%- set judged = ref("stg_" ~ raw_table ~ "__judged") %}
    {%- set key = raw_contract(raw_table).key %}
    {%- if key %}
    select
        'Raw table ''{{ raw_table }}'': ' || count(*)
        || ' keys have different rows with the same _loaded_at, e.g. ' || min(row_key)
        || '. The row that sorts last was taken; a later _loaded_at would say which is right.'
            as message
    from (
        select {{ text_of_columns_cast(key) }} as row_key
        from {{ judged }}
        where _row_status <> 'rejected'
        group by
            {{ key | join(", ") }},
            _loaded_at
        having count(distinct _row_hash) > 1
    ) as conflicts
    having count(*) > 0

    union all
    {% endif %}
    {%- endfor %}
    select cast(null as {{ dbt.type_string() }}) as message
    where 1 = 0
{%- endset -%}

{{ warn_with_rows(query) }}

{#-
    A warning: a key that many rows share is probably a placeholder such as -1, and all its rows
    but one are lost.
-#}
{{ config(group="audit", severity="warn") }}

{%- set query -%}
    {%- for raw_table in raw_tables() %}
    {%- set judged = ref("stg_" ~ raw_table ~ "__judged") %}
    {%- set key = raw_contract(raw_table).key %}
    {%- if key %}
    select
        'Raw table ''{{ raw_table }}'': ' || count(*) || ' rows share the key '
        || {{ text_of_columns_cast(key) }}
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
{%- endset -%}

{{ warn_with_rows(query) }}

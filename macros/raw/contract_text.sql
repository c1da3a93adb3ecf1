{#-
    The body of a base model: the contract's columns of a raw table as text, in contract order, missing ones null, a
    missing table empty; then the columns that every raw table may carry (_loaded_at, is_deleted), the text of a line that
    could not be read, and a content hash of the row.

    found: what raw() returned; told_columns: contract columns of which the base model tells, as
    _has_<column>, whether the raw table had them at all, for a rule that depends on it.
-#}
{% macro contract_text(found, told_columns=[]) %}
    {%- set contract = raw_contract(found.raw_table) -%}
    {%- set spelled = {} -%}
    {%- for column in found.columns -%}
        {%- do spelled.update({column | lower | trim: column}) -%}
    {%- endfor -%}
    {%- set names = contract.columns | map(attribute="name") | list + raw_system_columns() -%}
    with

    raw_rows as (

        select
            {%- for name in names %}
            {% if name in spelled and found.relation is not none -%}
                cast({{ adapter.quote(spelled[name]) }} as {{ dbt.type_string() }})
            {%- else -%}
                cast(null as {{ dbt.type_string() }})
            {%- endif %} as {{ name }},
            {%- endfor %}
            {%- for name in told_columns %}
            {{ name in spelled and found.relation is not none }} as _has_{{ name }},
            {%- endfor %}
            {% if "_unreadable_line" in spelled -%}
                cast(_unreadable_line as {{ dbt.type_string() }})
            {%- else -%}
                cast(null as {{ dbt.type_string() }})
            {%- endif %} as _unreadable_line
        {%- if found.relation is not none %}
        from {{ found.relation }}
        {%- else %}
        where 1 = 0
        {%- endif %}

    ),

    hashed as (

        select
            *,
            case when _unreadable_line is not null then 'broken_json' end as _unreadable_reason,
            {{ dbt.hash(text_of_columns(names + ["_unreadable_line"])) }} as _row_hash
        from raw_rows

    )

    select * from hashed
{% endmacro %}


{#- Columns that every raw table may carry beside its contract. -#}
{% macro raw_system_columns() %}
    {{ return(["_loaded_at", "is_deleted"]) }}
{% endmacro %}


{#- The columns as one text, parts apart by the unit separator: equal texts, equal rows. -#}
{% macro text_of_columns(names) %}
    {%- set parts = [] -%}
    {%- for name in names -%}
        {%- do parts.append("coalesce(" ~ name ~ ", chr(30))") -%}
    {%- endfor -%}
    {{ return("concat_ws(chr(31), " ~ parts | join(", ") ~ ")") }}
{% endmacro %}


{#- Key columns of any type as one readable text. -#}
{% macro text_of_columns_cast(names) %}
    {%- set parts = [] -%}
    {%- for name in names -%}
        {%- do parts.append("coalesce(cast(" ~ name ~ " as " ~ dbt.type_string() ~ "), '')") -%}
    {%- endfor -%}
    {{ return(parts | join(" || ' | ' || ")) }}
{% endmacro %}

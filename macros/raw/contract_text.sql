{#-
    The body of a base model: the contract's columns of a raw table in contract order, missing ones
    null, a missing table empty; then the columns that every raw table may carry (_loaded_at,
    is_deleted), and the text of a line that could not be read.

    Every column is text, as it came, except those that a typed source (Parquet, a database) already
    has in the contract's type.

    found: what raw() returned; told_columns: contract columns for which the base model gets a
    _has_<column>, whether the raw table has the column at all, because a rule depends on it.

    Where the files are read in place, a row also has its _row_number, and a missing column the type
    of the contract, so that nothing is left to cast.
-#}
{% macro contract_text(found, told_columns=[]) %}
    {%- set columns = raw_contract(found.raw_table).columns + raw_system_columns() -%}
    {%- set spelled = found.column_names -%}
    {%- set types = described_types(found.relation) -%}
    {#- The materialization table_unless_in_place looks for this line. -#}
    {%- if found.is_in_place %}
    -- Files are read where they are.
    {%- endif %}
    with

    raw_rows as (

        select
            {%- for column in columns %}
            {% if column.name not in spelled or found.relation is none -%}
                cast(null as {{ staged_type(column.data_type) if found.is_in_place
                    else dbt.type_string() }})
            {%- else -%}
                {%- set quoted = quoted_name(spelled[column.name]) -%}
                {{ typed_as(quoted, column.data_type, types.get(spelled[column.name], ""))
                    or "cast(" ~ quoted ~ " as " ~ dbt.type_string() ~ ")" }}
            {%- endif %} as {{ column.name }},
            {%- endfor %}
            {%- for name in told_columns %}
            {{ name in spelled and found.relation is not none }} as _has_{{ name }},
            {%- endfor %}
            {%- if found.is_in_place %}
            _row_number,
            {%- endif %}
            {% if found.has_unreadable_lines -%}
                _unreadable_line
            {%- else -%}
                cast(null as {{ dbt.type_string() }})
            {%- endif %} as _unreadable_line
        {%- if found.relation is not none %}
        from {{ found.relation }}
        {%- else %}
        where 1 = 0
        {%- endif %}

    ),

    final as (

        select
            *,
            case when _unreadable_line is not null then 'broken_json' end as _unreadable_reason
        from raw_rows

    )

    select * from final
{% endmacro %}


{#- The type that staging gives a column. data_type: its type in the contract. -#}
{% macro staged_type(data_type) %}
    {{ return({"string": dbt.type_string(), "integer": "bigint", "decimal": "decimal(18, 6)"}
        .get(data_type, data_type)) }}
{% endmacro %}


{#- The engine's types of the columns of a relation, by name; none while no build is running. -#}
{% macro described_types(relation) %}
    {%- set types = {} -%}
    {%- if relation is not none and is_building() -%}
        {%- for row in run_query("describe select * from " ~ relation) -%}
            {%- do types.update({row[0]: row[1]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(types) }}
{% endmacro %}


{#-
    The columns of a table that are known, as known name -> name as found. Case, and blanks around a
    name, do not matter. known: list of names in lower case; found_names: those of its columns.
-#}
{% macro known_column_names(known, found_names) %}
    {%- set column_names = {} -%}
    {%- for found in found_names if found | lower | trim in known -%}
        {%- do column_names.update({found | lower | trim: found}) -%}
    {%- endfor -%}
    {{ return(column_names) }}
{% endmacro %}


{#- The names of all columns that a raw table may have. -#}
{% macro contract_names(raw_table) %}
    {{ return((raw_contract(raw_table).columns + raw_system_columns())
        | map(attribute="name") | list) }}
{% endmacro %}


{#- Columns that every raw table may carry beside its contract, as entries like the contract's. -#}
{% macro raw_system_columns() %}
    {{ return([
        {"name": "_loaded_at", "data_type": "timestamp"},
        {"name": "is_deleted", "data_type": "boolean"},
    ]) }}
{% endmacro %}

{#- The body of a stg_<raw table>__judged model: every row of the raw table, cast, judged and
ranked, in the order of definitions.md 1-7.

    Columns: the contract's columns, typed, faulty optional values null; <column>__fault for each
    optional column that can be faulty, on rows that are neither rejected nor deletions; _loaded_at
    (definitions.md 7); _row_status (kept | rejected | superseded | deleted), _rejected_column and
    _rejected_reason; _raw_key and _raw_row (JSON) of rows with a fault; _row_hash.

    base: the base model's relation; raw_table: name of the raw table.
-#}
{% macro judged_rows(base, raw_table) %}
    {%- set contract = raw_contract(raw_table) -%}
    {%- set names = contract.columns | map(attribute="name") | list -%}
    {%- set faulty = [] -%}
    {%- for column in contract.columns if can_be_faulty(column) -%}{%- do faulty.append(column) -%}{%- endfor -%}
    {%- set fault_names = optional_columns_with_faults(raw_table) -%}
    {%- set has_fault -%}
        _rejected_reason is not null or coalesce({{ fault_names | join("__fault, ") }}__fault) is not null
    {%- endset -%}
    {%- if not names -%}
    {#- dbt only parses. -#}
    select * from {{ base }}
    {%- else -%}
    with

    raw_rows as (

        select * from {{ base }}

    ),

    trimmed as (

        select
            _row_hash,
            _unreadable_line,
            _unreadable_reason,
            {%- for name in names + raw_system_columns() %}
            {{ trim_text(name) }} as {{ name }}__text{{ "," if not loop.last }}
            {%- endfor %}
        from raw_rows

    ),

    typed as (

        select
            *,
            {%- for column in contract.columns %}
            {% if column.accepted_values is defined -%}
                lower({{ column.name }}__text)
            {%- else -%}
                {{ cast_text(column.name ~ "__text", column.data_type) }}
            {%- endif %} as {{ column.name }},
            {%- endfor %}
            {{ cast_text("_loaded_at__text", "timestamp") }} as _own_loaded_at,
            {{ cast_text("is_deleted__text", "boolean") }} as is_deleted,
            coalesce(is_deleted, false) as _is_deleted
        from trimmed

    ),

    faults as (

        select
            *,
            {%- for column in faulty %}
            {{ column_fault(column) }} as {{ column.name }}__fault,
            {%- endfor %}
            {%- if contract.requires_event_time %}
            case
                when _is_deleted then null
                when
                    {%- for name in contract.event_time %}
                    case when {{ name }}__fault is null then {{ name }} end is null
                    {{- " and" if not loop.last }}
                    {%- endfor %}
                    then 'missing'
            end as _event_time__fault,
            {%- endif %}
            case
                when _loaded_at__text is not null and _own_loaded_at is null then 'not_castable'
            end as _loaded_at__fault,
            case
                when is_deleted__text is not null and is_deleted is null then 'not_castable'
            end as is_deleted__fault
        from typed

    ),

    judged as (

        select
            _row_hash,
            _unreadable_line,
            _unreadable_reason,
            _is_deleted,
            _own_loaded_at,
            {%- for name in names + raw_system_columns() %}
            {{ name }}__text,
            {%- endfor %}
            {%- for column in contract.columns %}
            {% if column.name in fault_names -%}
                case when {{ column.name }}__fault is null then {{ column.name }} end as {{ column.name }},
            {%- else -%}
                {{ column.name }},
            {%- endif %}
            {%- endfor %}
            {%- for name in fault_names %}
            {{ name }}__fault,
            {%- endfor %}
            case
                when _unreadable_line is not null then null
                {%- for column in faulty if column.required %}
                when {{ column.name }}__fault is not null then '{{ column.name }}'
                {%- endfor %}
                {%- if contract.requires_event_time %}
                when _event_time__fault is not null then '{{ contract.event_time[0] }}'
                {%- endif %}
            end as _rejected_column,
            case
                when _unreadable_line is not null then 'unreadable'
                {%- for column in faulty if column.required %}
                when {{ column.name }}__fault is not null then {{ column.name }}__fault
                {%- endfor %}
                {%- if contract.requires_event_time %}
                when _event_time__fault is not null then _event_time__fault
                {%- endif %}
            end as _rejected_reason
        from faults

    ),

    dated as (

        select
            *,
            coalesce(_own_loaded_at, {{ fallback_loaded_at(contract) }}) as _loaded_at,
            _rejected_reason is null as _is_accepted
        from judged

    ),

    ranked as (

        select
            *,
            row_number() over (
                partition by _is_accepted, {{ contract.key | join(", ") }}
                order by
                    _loaded_at desc nulls last,
                    _is_deleted desc
                    {%- for name in names %},
                    coalesce({{ name }}__text, '') desc
                    {%- endfor %}
            ) as _key_rank
        from dated

    ),

    final as (

        select
            {%- for name in names %}
            {{ name }},
            {%- endfor %}
            {%- for name in fault_names %}
            case when _is_accepted and not _is_deleted then {{ name }}__fault end as {{ name }}__fault,
            {%- endfor %}
            case
                when not _is_accepted then 'rejected'
                when _key_rank > 1 then 'superseded'
                when _is_deleted then 'deleted'
                else 'kept'
            end as _row_status,
            _rejected_column,
            _rejected_reason,
            case when {{ has_fault }} then {{ key_text(contract.key) }} end as _raw_key,
            case
                when _unreadable_line is not null then {{ unreadable_json(contract) }}
                when {{ has_fault }} then {{ raw_row_json(contract) }}
            end as _raw_row,
            _loaded_at,
            _row_hash
        from ranked

    )

    select * from final
    {%- endif -%}
{% endmacro %}


{#- When a row reached the warehouse if it does not say so itself: the latest of its activity
columns, else the first known of its event times (definitions.md 7). -#}
{% macro fallback_loaded_at(contract) %}
    {%- set activity = [] -%}
    {%- for name in contract.activity -%}{%- do activity.append("cast(" ~ name ~ " as timestamp)") -%}{%- endfor -%}
    {%- set event_time = [] -%}
    {%- for name in contract.event_time -%}{%- do event_time.append("cast(" ~ name ~ " as timestamp)") -%}{%- endfor -%}
    {%- if activity | length > 1 -%}
        {{ return("greatest(" ~ activity | join(", ") ~ "), " ~ event_time | join(", ")) }}
    {%- endif -%}
    {{ return((activity + event_time) | join(", ")) }}
{% endmacro %}


{#- The key of a raw row as it came, parts joined by ' | '; a null part is empty. -#}
{% macro key_text(key) %}
    {%- set parts = [] -%}
    {%- for name in key -%}{%- do parts.append("coalesce(" ~ name ~ "__text, '')") -%}{%- endfor -%}
    {{ return(parts | join(" || ' | ' || ")) }}
{% endmacro %}


{#- A raw row as JSON, personal columns as their hash. -#}
{% macro raw_row_json(contract) %}
    {%- set expressions = {} -%}
    {%- for name in contract.columns | map(attribute="name") | list + raw_system_columns() -%}
        {%- do expressions.update({name: name ~ "__text"}) -%}
    {%- endfor -%}
    {%- for column in contract.columns if column.personal -%}
        {%- do expressions.update({column.name: dbt.hash(column.name ~ "__text")}) -%}
    {%- endfor -%}
    {{ return(json_row(contract.columns | map(attribute="name") | list + raw_system_columns(), expressions)) }}
{% endmacro %}


{#- A line that could not be read, as JSON; as its hash where it may hold a personal column. -#}
{% macro unreadable_json(contract) %}
    {%- set is_personal = contract.columns | selectattr("personal", "defined") | list | length > 0 -%}
    {{ return(json_row(
        ["unreadable_reason", "line"],
        {
            "unreadable_reason": "_unreadable_reason",
            "line": dbt.hash("_unreadable_line") if is_personal else "_unreadable_line",
        }
    )) }}
{% endmacro %}

{#-
    The body of a stg_<raw table>__exceptions model: the rows of the raw table that staging does not
    take as they are. The rules are applied in the order of docs/definitions.md, Raw rows.
    Exceptions are
        rows that are rejected or deleted;
        all rows of a key that occurs more than once: the row that counts, and those it superseded;
        rows that count with a changed value: a faulty optional value, or personal data in a text.
    All other rows are plain: kept_rows() takes them from the base model.

    Columns: the contract's columns as staging has them (typed, faulty optional values null, texts
    without personal data, an identifier of a person as its hash); <column>__fault for each
    optional column that can be faulty, on rows that are neither rejected nor deletions; _loaded_at
    [loaded-at]; _row_status (kept | rejected | superseded | deleted), _rejected_column and
    _rejected_reason; _raw_key and _raw_row (JSON) of rows with a fault; _row_hash of rows whose key
    occurs more than once; _row_number, the row of the base model.

    raw_table: name of the raw table.
-#}
{% macro exception_rows(raw_table) %}
    {%- set base = ref("base_" ~ raw_table) -%}
    {%- set contract = raw_contract(raw_table) -%}
    {%- if not contract.columns -%}
    {#- dbt only parses. -#}
    select * from {{ base }}
    {%- else -%}
    {%- set columns = columns_to_judge(contract, raw_table) -%}
    {%- set names = contract.columns | map(attribute="name") | list -%}
    {%- set required = columns | selectattr("required", "defined") | list -%}
    {%- set fault_names = optional_columns_with_faults(raw_table) -%}
    with

    keyed as {{ inlined() }} (

        select
            {{ numbered_base_rows(raw_table) }}
            {%- for column in columns if column.is_key %},
            {{ value_in_base(column) }} as {{ column.name }}__key
            {%- endfor %}
        from {{ base }}

    ),

    -- Few keys occur more than once: only their rows are sorted, to find the one that counts.
    repeated_keys as (

        select
            {%- for name in contract.key %}
            {{ name }}__key,
            {%- endfor %}
            true as _is_repeated
        from keyed
        group by all
        having count(*) > 1

    ),

    raw_rows as {{ inlined() }} (

        select
            keyed.*,
            coalesce(repeated_keys._is_repeated, false) as _is_repeated
        from keyed
        left join repeated_keys
            on
                {%- for name in contract.key %}
                keyed.{{ name }}__key is not distinct from repeated_keys.{{ name }}__key
                {{- " and" if not loop.last }}
                {%- endfor %}

    ),

    trimmed as (

        select
            {%- for column in columns %}
            {% if column.is_key and column.raw_name == column.name -%}
                {{ column.name }}__key
            {%- else -%}
                {{ trim_text(column.name) if column.is_text else column.name }}
            {%- endif %} as {{ column.raw_name }},
            {%- endfor %}
            _unreadable_line,
            _unreadable_reason,
            _row_number,
            _is_repeated,
            case
                when _is_repeated
                    then {{ row_hash(columns | map(attribute="name") | list) }}
            end as _row_hash
        from raw_rows

    ),

    typed as (

        select
            *,
            {%- for column in columns if column.raw_name != column.name %}
            {{ typed_value(column) }} as {{ column.name }},
            {%- endfor %}
            coalesce(is_deleted, false) as _is_deleted
        from trimmed

    ),

    faults as (

        select
            *
            {%- for column in columns if column.is_faulty %},
            {{ column_fault(column) }} as {{ column.name }}__fault
            {%- endfor %}
            {%- if contract.requires_event_time %},
            case
                when _is_deleted then null
                when
                    {%- for name in contract.event_time %}
                    case when {{ name }}__fault is null then {{ name }} end is null
                    {{- " and" if not loop.last }}
                    {%- endfor %}
                    then 'missing'
            end as _event_time__fault
            {%- endif %}
        from typed

    ),

    judged as (

        select
            {%- for column in columns %}
            {% if column.name in fault_names -%}
                case when {{ column.name }}__fault is null then {{ column.name }} end
            {%- else -%}
                {{ column.name }}
            {%- endif %} as {{ column.name }},
            {%- if column.raw_name != column.name %}
            {{ column.raw_name }},
            {%- endif %}
            {%- if column.name in fault_names %}
            {{ column.name }}__fault,
            {%- endif %}
            {%- endfor %}
            _is_deleted,
            _unreadable_line,
            _unreadable_reason,
            _row_number,
            _row_hash,
            _is_repeated,
            case
                when _unreadable_line is not null then null
                {%- for column in required %}
                when {{ column.name }}__fault is not null then '{{ column.name }}'
                {%- endfor %}
                {%- if contract.requires_event_time %}
                when _event_time__fault is not null then '{{ contract.event_time[0] }}'
                {%- endif %}
            end as _rejected_column,
            case
                when _unreadable_line is not null then 'unreadable'
                {%- for column in required %}
                when {{ column.name }}__fault is not null then {{ column.name }}__fault
                {%- endfor %}
                {%- if contract.requires_event_time %}
                when _event_time__fault is not null then _event_time__fault
                {%- endif %}
            end as _rejected_reason
        from faults

    ),

    dated as {{ inlined() }} (

        select
            *,
            coalesce(_loaded_at, {{ fallback_loaded_at(contract) }}) as _effective_loaded_at,
            _rejected_reason is null as _is_accepted
        from judged

    ),

    ranked as (

        select
            *,
            row_number() over (
                partition by _is_accepted, {{ contract.key | join(", ") }}
                order by
                    _effective_loaded_at desc nulls last,
                    _is_deleted desc
                    {%- for column in columns if column.name in names %},
                    coalesce({{ raw_text(column) }}, '') desc
                    {%- endfor %}
            ) as _key_rank
        from dated
        where _is_repeated

        union all

        select
            *,
            1 as _key_rank
        from dated
        where
            not _is_repeated
            and (
                not _is_accepted
                or _is_deleted
                or {{ has_fault(fault_names) }}
                or {{ needs_cleaning_somewhere(columns) }}
            )

    ),

    final as (

        select
            {%- for column in columns if column.name in names %}
            {{ clean_value(column) }} as {{ staged_name(column) }},
            {%- endfor %}
            {%- for name in fault_names %}
            case when _is_accepted and not _is_deleted then {{ name }}__fault end
                as {{ name }}__fault,
            {%- endfor %}
            case
                when not _is_accepted then 'rejected'
                when _key_rank > 1 then 'superseded'
                when _is_deleted then 'deleted'
                else 'kept'
            end as _row_status,
            _rejected_column,
            _rejected_reason,
            case when {{ has_fault(fault_names) }} then {{ raw_key(columns, contract.key) }} end
                as _raw_key,
            case
                when _unreadable_line is not null then {{ unreadable_json(contract) }}
                when {{ has_fault(fault_names) }} then {{ raw_row_json(columns) }}
            end as _raw_row,
            _effective_loaded_at as _loaded_at,
            _row_number,
            _row_hash
        from ranked

    )

    select * from final
    {%- endif -%}
{% endmacro %}


{#-
    The columns of a raw table with what the rules need to know of each: the entries of
    raw_contract().columns and those that every table may carry, and for each
    is_text: whether the base model has it as text, or already typed;
    raw_name: its name before it was cast; a text that stays one keeps its name;
    is_faulty: whether it can have a fault at all.
-#}
{% macro columns_to_judge(contract, raw_table) %}
    {%- set source_types = base_column_types(raw_table) -%}
    {%- set columns = [] -%}
    {%- for column in contract.columns + raw_system_columns() -%}
        {%- set described = dict(column) -%}
        {%- set is_text = not is_typed(source_types.get(column.name)) -%}
        {%- set is_open_text = column.data_type == "string"
            and column.accepted_values is not defined -%}
        {%- do described.update({
            "is_text": is_text,
            "raw_name": column.name if is_open_text else column.name ~ "__raw",
            "is_faulty": can_be_faulty(column),
        }) -%}
        {%- do columns.append(described) -%}
    {%- endfor -%}
    {{ return(columns) }}
{% endmacro %}


{#- The types of a built base model's columns, by name; none while no build is running. -#}
{% macro base_column_types(raw_table) %}
    {%- set types = {} -%}
    {%- if is_building() -%}
        {%- set base = adapter.get_relation(target.database, target.schema, "base_" ~ raw_table) -%}
        {%- if base is not none -%}
            {%- for column in adapter.get_columns_in_relation(base) -%}
                {%- do types.update({column.name: column.dtype}) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(types) }}
{% endmacro %}


{#- SQL of a column's value, from the base model's column. column: of columns_to_judge. -#}
{% macro value_in_base(column) %}
    {%- set raw = dict(column) -%}
    {%- do raw.update({"raw_name": trim_text(column.name) if column.is_text else column.name}) -%}
    {{ return(typed_value(raw)) }}
{% endmacro %}


{#- SQL of a column's value, from its raw one. column: an entry of columns_to_judge. -#}
{% macro typed_value(column) %}
    {%- if not column.is_text -%}
        {{ return(finite_value(column.raw_name, column.data_type)) }}
    {%- elif column.accepted_values is defined -%}
        {{ return("lower(" ~ column.raw_name ~ ")") }}
    {%- endif -%}
    {{ return(cast_text(column.raw_name, column.data_type)) }}
{% endmacro %}


{#- SQL of a column's raw value as text. column: an entry of columns_to_judge. -#}
{% macro raw_text(column) %}
    {{ return(
        column.raw_name if column.is_text
        else "cast(" ~ column.raw_name ~ " as " ~ dbt.type_string() ~ ")"
    ) }}
{% endmacro %}


{#- SQL: whether a row has a fault that is to be shown. fault_names: its optional columns. -#}
{% macro has_fault(fault_names) %}
    {{ return(
        "_rejected_reason is not null or coalesce(" ~ fault_names | join("__fault, ")
        ~ "__fault) is not null"
    ) }}
{% endmacro %}


{#-
    When a row without a _loaded_at of its own was loaded: the latest of its activity columns, else
    the first known of its event times [loaded-at]; null where the table tells no time.
-#}
{% macro fallback_loaded_at(contract) %}
    {%- set times = [] -%}
    {%- if contract.activity -%}
        {%- do times.append(last_activity(contract, "timestamp")) -%}
    {%- endif -%}
    {%- for name in contract.event_time -%}
        {%- do times.append("cast(" ~ name ~ " as timestamp)") -%}
    {%- endfor -%}
    {{ return(times | join(", ") or "cast(null as timestamp)") }}
{% endmacro %}


{#-
    SQL: the latest activity of a typed raw row; a missing one is passed over.

    contract: of its raw table, with at least one activity column; type: timestamp, or date for its
    local day. A column that is a date is that day in every time zone.
-#}
{% macro last_activity(contract, type) %}
    {%- set is_date = {} -%}
    {%- for column in contract.columns -%}
        {%- do is_date.update({column.name: column.data_type == "date"}) -%}
    {%- endfor -%}
    {%- set activity = [] -%}
    {%- for name in contract.activity -%}
        {%- if type == "date" and not is_date[name] -%}
            {%- do activity.append(local_date(name) | trim) -%}
        {%- else -%}
            {%- do activity.append("cast(" ~ name ~ " as " ~ type ~ ")") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if activity | length > 1 -%}
        {{ return("greatest(" ~ activity | join(", ") ~ ")") }}
    {%- endif -%}
    {{ return(activity[0]) }}
{% endmacro %}


{#- The key of a raw row as it came, parts joined by ' | '; a null part is empty. -#}
{% macro raw_key(columns, key) %}
    {%- set parts = [] -%}
    {%- for column in columns if column.name in key -%}
        {%- do parts.append("coalesce(" ~ raw_text(column) ~ ", '')") -%}
    {%- endfor -%}
    {{ return(parts | join(" || ' | ' || ")) }}
{% endmacro %}


{#- A raw row as JSON, personal columns as their hash. columns: those of columns_to_judge. -#}
{% macro raw_row_json(columns) %}
    {%- set texts = {} -%}
    {%- for column in columns -%}
        {%- set text = raw_text(column) -%}
        {%- do texts.update({column.name: dbt.hash(text) if column.personal else text}) -%}
    {%- endfor -%}
    {{ return(json_row(columns | map(attribute="name") | list, texts)) }}
{% endmacro %}


{#- A line that could not be read, as JSON; as its hash where it may hold a personal column. -#}
{% macro unreadable_json(contract) %}
    {%- set personal = contract.columns | selectattr("personal", "defined") | list -%}
    {{ return(json_row(
        ["unreadable_reason", "line"],
        {
            "unreadable_reason": "_unreadable_reason",
            "line": dbt.hash("_unreadable_line") if personal else "_unreadable_line",
        }
    )) }}
{% endmacro %}

{#-
    What is wrong with one value of a raw row, as one of the reasons [fault-kinds], or null.
    Within a column the first fault counts. In scope: <column>, the cast values of all columns; the
    raw value under the column's raw_name; _is_deleted and _loaded_at, if the row has one.

    column: an entry of columns_to_judge().
-#}
{% macro column_fault(column) %}
    {%- set name = column.name -%}
    case
        {%- if not column.is_key %}
        -- A deletion needs only its key [deleted-key].
        when _is_deleted then null
        {%- endif %}
        {%- if column.required %}
        when {{ column.raw_name }} is null then 'missing'
        {%- endif %}
        {%- if column.data_type != "string" %}
        when {{ column.raw_name }} is not null and {{ name }} is null then 'not_castable'
        {%- endif %}
        {%- if column.at_least is defined %}
        when {{ name }} < {{ column.at_least }} then 'below_zero'
        {%- endif %}
        {%- if column.above is defined %}
        when {{ name }} <= {{ column.above }} then 'not_above_zero'
        {%- endif %}
        {%- if column.lowest is defined %}
        when {{ name }} < {{ column.lowest }} or {{ name }} > {{ column.highest }}
            then 'outside_scale'
        {%- endif %}
        {%- if column.scale_by is defined %}
        {%- for kind, scale in checked_var("survey_scales").items() %}
        when lower({{ column.scale_by }}) = '{{ kind }}' and (
            {{ name }} < {{ scale.lowest }}
            or {{ name }} > {{ scale.highest }}
            {%- if scale.whole %} or {{ name }} <> floor({{ name }}) {%- endif %}
        ) then 'outside_scale'
        {%- endfor %}
        {%- endif %}
        {%- if column.accepted_values is defined %}
        when {{ name }} not in ('{{ column.accepted_values | join("', '") }}') then 'not_in_list'
        {%- endif %}
        {%- if column.not_before is defined %}
        when {{ name }} < {{ column.not_before }} then 'before_start'
        {%- endif %}
        {%- if column.not_above is defined %}
        when {{ name }} > {{ column.not_above }} then '{{ name }}_above_{{ column.not_above }}'
        {%- endif %}
        {%- if column.is_activity %}
        when {{ name }} > _loaded_at + interval '{{ var("future_activity_days") }} days'
            then 'after_loaded_at'
        {%- endif %}
    end
{% endmacro %}


{#- Whether column_fault can find anything in this column at all. -#}
{% macro can_be_faulty(column) %}
    {{ return(
        column.required or column.data_type != "string" or column.accepted_values is defined
    ) }}
{% endmacro %}


{#-
    The columns of a raw table where a fault sets the value to null and does not reject the row:
    each has a <column>__fault among the exceptions. The columns that every table may carry are
    among them.
-#}
{% macro optional_columns_with_faults(raw_table) %}
    {%- set names = [] -%}
    {%- if execute -%}
        {%- set columns = raw_contract(raw_table).columns + raw_system_columns() -%}
        {%- for column in columns if can_be_faulty(column) and not column.required -%}
            {%- do names.append(column.name) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(names) }}
{% endmacro %}

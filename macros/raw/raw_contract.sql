{#-
    The contract of a raw table, read from its source definition
    (models/base/<channel>/_<channel>__sources.yml).

    raw_table: name of the raw table. Returns a dict: key, event_time, activity (lists of column
    names), requires_event_time (bool) and columns, a list of dicts: name, data_type, is_key,
    is_activity, and the column's meta (required, personal, kept_whole, accepted_values, at_least,
    above, lowest, highest, scale_by, not_before, not_above), in contract order. While dbt only
    parses there is no graph yet: then the lists are empty. Fails when no source of that name
    exists.
-#}
{% macro raw_contract(raw_table) %}
    {%- set contract = {
        "key": [], "event_time": [], "activity": [], "requires_event_time": false, "columns": [],
    } -%}
    {%- if execute -%}
        {%- set found = graph.sources.values()
            | selectattr("source_name", "equalto", "raw")
            | selectattr("name", "equalto", raw_table) | list -%}
        {%- if not found -%}
            {{ exceptions.raise_compiler_error(
                "No contract for raw table '" ~ raw_table
                ~ "'. Add it to a _<channel>__sources.yml under models/base."
            ) }}
        {%- endif -%}
        {%- do contract.update(found[0].config.meta) -%}
        {%- for column in found[0].columns.values() -%}
            {%- set described = {
                "name": column.name,
                "data_type": column.data_type,
                "is_key": column.name in contract.key,
                "is_activity": column.name in contract.activity,
            } -%}
            {%- do described.update(column.config.meta) -%}
            {%- do contract.columns.append(described) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(contract) }}
{% endmacro %}

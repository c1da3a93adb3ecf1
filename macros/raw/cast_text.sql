{#-
    A trimmed raw text as a value of the contract's type, null where it is no such value
    [cast-values].
    Patterns stand before the casts because engines read more than the contract allows ('1_000',
    '24:00', 'NaN', '+99:99') or less ('+02'). Numbers have at most 12 digits before the point: sums
    of them stay within the engine's types.

    text: SQL expression; data_type: string | integer | decimal | boolean | timestamp | date.
-#}
{% macro cast_text(text, data_type) %}
    {%- set date_pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}" -%}
    {%- set time_pattern = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]+)?)?" -%}
    {%- set offset_pattern = "( ?(Z|[+-](0[0-9]|1[0-3])(:?[0-5][0-9])?|[+-]14(:?00)?))?" -%}
    {%- if data_type == "string" -%}
        {{ text }}
    {%- elif data_type == "integer" -%}
        case
            when {{ matches_pattern(text, "[+-]?0*[0-9]{1,12}(\\.0*)?") }}
                then try_cast({{ text }} as bigint)
        end
    {%- elif data_type == "decimal" -%}
        case
            when {{ matches_pattern(text, "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?") }}
                then try_cast({{ text }} as decimal(18, 6))
        end
    {%- elif data_type == "boolean" -%}
        case
            when lower({{ text }}) in ('true', 't', '1', 'yes') then true
            when lower({{ text }}) in ('false', 'f', '0', 'no') then false
        end
    {%- elif data_type == "timestamp" -%}
        case
            when {{ matches_pattern(text, date_pattern) }}
                then {{ local_midnight("try_cast(" ~ text ~ " as date)") }}
            when {{ matches_pattern(text, date_pattern ~ "[T ]" ~ time_pattern ~ offset_pattern) }}
                then {{ utc_timestamp(text) }}
        end
    {%- elif data_type == "date" -%}
        case
            when {{ matches_pattern(text, date_pattern ~ "([T ]00:00(:00(\\.0+)?)?( ?Z)?)?") }}
                {%- set date_text = dbt.split_part("replace(" ~ text ~ ", 'T', ' ')", "' '", 1) %}
                then try_cast({{ date_text }} as date)
        end
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            "The contract's type '" ~ data_type ~ "' is unknown. "
            ~ "Use string, integer, decimal, boolean, timestamp or date."
        ) }}
    {%- endif -%}
{% endmacro %}

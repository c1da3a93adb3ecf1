{#-
    A part of a metrics table: its aggregate, its type, and its value where there are no facts
    (empty; none = null). These macros make the parts of a group of metrics_table.

    condition: SQL of the rows that count, if not all do; column: SQL expression of a row.
-#}

{#- The count of rows; 0 where there are no facts. -#}
{% macro part_count(condition=none) %}
    {{ return(part_of("count(*)" ~ only_where(condition), empty=0)) }}
{% endmacro %}


{#-
    The sum of a column. keeps_unknown: `empty` stands only where there are no facts; where there
    are facts, but the column is null in all of them, the sum stays null.
-#}
{% macro part_sum(column, type="bigint", empty=none, condition=none, keeps_unknown=false) %}
    {%- set part = part_of("sum(" ~ column ~ ")" ~ only_where(condition), type, empty) -%}
    {{ return(dict(part, keeps_unknown=keeps_unknown)) }}
{% endmacro %}


{#- Parts that are the sums of columns of the same names, as a dict. -#}
{% macro sums_of(columns) %}
    {%- set parts = {} -%}
    {%- for column in columns -%}
        {%- do parts.update({column: part_sum(column)}) -%}
    {%- endfor -%}
    {{ return(parts) }}
{% endmacro %}


{#- The median of a column. -#}
{% macro part_median(column) %}
    {{ return(part_of(median(column), "double")) }}
{% endmacro %}


{#- Any other part. aggregate: SQL over the rows of the group. -#}
{% macro part_of(aggregate, type="bigint", empty=none) %}
    {{ return({"sql": aggregate, "type": type, "empty": empty}) }}
{% endmacro %}


{#- The filter clause of an aggregate; nothing where all rows count (none). -#}
{% macro only_where(condition) %}
    {{ return("" if condition is none else " filter (where " ~ condition ~ ")") }}
{% endmacro %}

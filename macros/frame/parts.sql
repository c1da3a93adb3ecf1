{#-
    The parts of a metrics table: how each is added up, its type, and what it is where nothing
    happened (empty; none is unknown). For the parts of a group of metrics_table.

    condition: SQL of the rows that count, where not all do; column: SQL expression of a row.
-#}

{#- How many rows; of nothing 0. -#}
{% macro part_count(condition=none) %}
    {{ return(part_of("count(*)" ~ only_where(condition), empty=0)) }}
{% endmacro %}


{#- The sum of a column. keeps_unknown: empty is for no facts, not for facts that do not say. -#}
{% macro part_sum(column, type="bigint", empty=none, condition=none, keeps_unknown=false) %}
    {%- set part = part_of("sum(" ~ column ~ ")" ~ only_where(condition), type, empty) -%}
    {{ return(dict(part, keeps_unknown=keeps_unknown)) }}
{% endmacro %}


{#- The median of a column. -#}
{% macro part_median(column) %}
    {{ return(part_of(median(column), "double")) }}
{% endmacro %}


{#- Any other part. aggregate: SQL over the rows of the group. -#}
{% macro part_of(aggregate, type="bigint", empty=none) %}
    {{ return({"sql": aggregate, "type": type, "empty": empty}) }}
{% endmacro %}


{#- Of an aggregate: over the rows that meet a condition, or over all (none). -#}
{% macro only_where(condition) %}
    {{ return("" if condition is none else " filter (where " ~ condition ~ ")") }}
{% endmacro %}

{#-
    Which of equally filled groups a row is in, from 1 with the lowest values; equal values are in
    the same one [equal-quintiles]. 5 groups are quintiles.

    value: SQL expression that is never null; groups: their number; within: expression, if there
    are several such rankings.
-#}
{% macro equal_group(value, groups, within="1") -%}
    {%- set place = "rank() over (partition by " ~ within ~ " order by " ~ value ~ ") - 1" -%}
    {%- set others = "count(*) over (partition by " ~ within ~ ") - 1" -%}
    cast(
        least({{ groups }}, 1 + coalesce(floor({{ ratio(place, others, groups) }}), 0))
        as bigint
    )
{%- endmacro %}

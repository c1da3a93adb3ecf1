{#-
    Which of equally filled groups a row is in, from 1 with the lowest values; equal values are in
    the same one [equal-quintiles]. 5 groups are quintiles.
-#}

{#-
    value: SQL expression that is never null; groups: their number; within: expression, if there
    are several such rankings.
-#}
{% macro equal_group(value, groups, within="1") -%}
    {{ equal_group_of_place(
        "rank() over (partition by " ~ within ~ " order by " ~ value ~ ") - 1",
        "count(*) over (partition by " ~ within ~ ")",
        groups
    ) }}
{%- endmacro %}


{#- The same where it is known how many rows are lower, and how many there are. -#}
{% macro equal_group_of_place(lower_rows, all_rows, groups) -%}
    cast(
        least(
            {{ groups }},
            1 + coalesce(floor({{ ratio(lower_rows, all_rows ~ " - 1", groups) }}), 0)
        ) as bigint
    )
{%- endmacro %}

{#-
    The frame of every metrics table: which rows it has, and how its parts come together. A CTE of
    parts has one row per period_grain, period_start, dimension and dimension_value.
-#}

{#-
    The day of the first activity of a metrics table, one row, column first_activity_date.
    facts: dict CTE name -> its local date column.
-#}
{% macro first_activity(facts) %}
    select min(activity_date) as first_activity_date
    from (
        {%- for facts_name, date_column in facts.items() %}
        select min({{ date_column }}) as activity_date from {{ facts_name }}
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ) as first_activities
{% endmacro %}


{#-
    The rows of a metrics table [total-rows]: 'all' for every period from the first activity
    to the as-of date, even where nothing happened, and every row that one of the parts has.

    periods: CTE of int_periods; first_activity: CTE of the macro first_activity; parts: list of the
    CTEs of parts.
-#}
{% macro metric_row_keys(periods, first_activity, parts) %}
    select
        {{ periods }}.period_grain,
        {{ periods }}.period_start,
        'all' as dimension,
        'all' as dimension_value
    from {{ periods }}
    inner join {{ first_activity }}
        on {{ periods }}.period_end >= {{ first_activity }}.first_activity_date
    where {{ is_metric_grain(periods ~ ".period_grain") }}
    {%- for part in parts %}

    union distinct

    select
        period_grain,
        period_start,
        dimension,
        dimension_value
    from {{ part }}
    {%- endfor %}
{% endmacro %}


{#- The left joins that bring the parts to the rows. row_keys: CTE of metric_row_keys. -#}
{% macro join_metric_parts(row_keys, parts) %}
    {%- for part in parts %}
    left join {{ part }}
        on {{ same_metric_row(row_keys, part) }}
    {%- endfor %}
{% endmacro %}


{#- Join condition: two relations of the metric tables' shape speak of the same row. -#}
{% macro same_metric_row(left, right) %}
    {%- set conditions = [] -%}
    {%- for column in ["period_grain", "period_start", "dimension", "dimension_value"] -%}
        {%- do conditions.append(left ~ "." ~ column ~ " = " ~ right ~ "." ~ column) -%}
    {%- endfor -%}
    {{ return(conditions | join(" and ")) }}
{% endmacro %}

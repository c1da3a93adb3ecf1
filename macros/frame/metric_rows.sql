{#- Which rows a metrics table has. -#}

{#-
    The columns of the grain of a metrics table. keys: those that it has before the usual ones.
-#}
{% macro metric_row_columns(keys=[]) %}
    {{ return(keys + ["period_grain", "period_start", "dimension", "dimension_value"]) }}
{% endmacro %}


{#- Join condition: two relations with the grain of a metrics table have the same row. -#}
{% macro same_metric_row(left, right, keys=[]) %}
    {%- for column in metric_row_columns(keys) %}
        {%- if not loop.first %} and {% endif %}
        {{- left }}.{{ column }} = {{ right }}.{{ column }}
    {%- endfor %}
{%- endmacro %}


{#-
    The day of the first activity of a metrics table, one row, column first_activity_date.
    groups: list of dicts as in metrics_table; facts, date, where and opens_calendar are read.
-#}
{% macro first_activity(groups) %}
    select min(activity_date) as first_activity_date
    from (
        {%- for group in groups if group.facts and group.opens_calendar is not false %}
        select min({{ group.date }}) as activity_date from {{ group.facts }}
        {%- if group.where %}
        where {{ group.where }}
        {%- endif %}
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ) as first_activities
{% endmacro %}


{#-
    The rows that a metrics table must have [total-rows]: 'all' for every period from the first
    activity to the as-of date, also where nothing happened. first_activity: a CTE of that macro.
-#}
{% macro total_rows(first_activity) %}
    select
        periods.period_grain,
        periods.period_start,
        'all' as dimension,
        'all' as dimension_value
    from {{ ref("int_periods") }} as periods
    inner join {{ first_activity }}
        on periods.period_end >= {{ first_activity }}.first_activity_date
    where {{ is_metric_grain("periods.period_grain") }}
{% endmacro %}

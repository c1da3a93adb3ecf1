{#-
    The median of a measure for every period and cut of a fact, as median_value. Apart from the
    other parts, because it needs every fact again and would slow them down.

    facts: name of a CTE, one row per fact; date_column: its local date; dimensions: as in
    per_person_and_cut; measure: column; period_grains: list.
-#}
{% macro median_per_cut(facts, date_column, dimensions, measure, period_grains=none) %}
    {%- for period_grain in period_grains or var("period_grains") -%}
    {%- set outer = loop -%}
    {%- for dimension in ["all"] + dimensions -%}
    select
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, date_column) }} as period_start,
        '{{ dimension }}' as dimension,
        {{ dimension_value(dimension) }} as dimension_value,
        -- As double: the median of two decimals would be cut to their scale.
        median(cast({{ measure }} as double)) as median_value
    from {{ facts }}
    group by all
    {%- if not (loop.last and outer.last) %}

    union all

    {% endif -%}
    {%- endfor -%}
    {%- endfor -%}
{% endmacro %}

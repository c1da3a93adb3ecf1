{#-
    The first step of every metrics table: one row per person, period and cut of a fact. Counting
    people is then counting rows, and a sum of these rows is a sum of facts: far cheaper than
    distinct counts over all grains and cuts at once.

    facts: name of a CTE, one row per fact; date_column: its local date; person: its column of the
    person, null = unknown (all facts of unknown persons share a row); dimensions: columns of facts,
    or pairs 'a x b'; a null value becomes '(none)'; measures: dict alias -> aggregate over the
    facts of the person; period_grains: list. Columns: period_grain, period_start, dimension,
    dimension_value, person_id and the measures.
-#}
{% macro per_person_and_cut(facts, date_column, person, dimensions, measures, period_grains=none) %}
    {%- for period_grain in period_grains or var("period_grains") -%}
    {%- set outer = loop -%}
    {%- for dimension in ["all"] + dimensions -%}
    select
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, date_column) }} as period_start,
        '{{ dimension }}' as dimension,
        {{ dimension_value(dimension) }} as dimension_value,
        {{ person }} as person_id
        {%- for alias, measure in measures.items() %},
        {{ measure }} as {{ alias }}
        {%- endfor %}
    from {{ facts }}
    group by all
    {%- if not (loop.last and outer.last) %}

    union all

    {% endif -%}
    {%- endfor -%}
    {%- endfor -%}
{% endmacro %}


{#-
    SQL of a dimension's value: the column, both columns of a pair, or 'all'; unknown is
    '(none)' (definitions.md 17).
-#}
{% macro dimension_value(dimension) %}
    {%- if dimension == "all" -%}{{ return("'all'") }}{%- endif -%}
    {%- set values = [] -%}
    {%- for column in dimension.split(" x ") -%}
        {%- set text = "cast(" ~ column ~ " as " ~ dbt.type_string() ~ ")" -%}
        {%- do values.append("coalesce(" ~ text ~ ", '(none)')") -%}
    {%- endfor -%}
    {{ return(values | join(" || ' x ' || ")) }}
{% endmacro %}

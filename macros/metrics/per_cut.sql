{#-
    A fact added up for every period and cut: what can be added, or belongs to no person, goes
    straight this way. People are counted over per_person_and_cut.

    facts: name of a CTE, one row per fact; date_column: its local date; dimensions: columns of
    facts, or pairs 'a x b'; a null value becomes '(none)'; measures: dict alias -> aggregate over
    the facts; person: column to keep apart as person_id, or none; period_grains: list.
    Columns: period_grain, period_start, dimension, dimension_value, person_id and the measures.
-#}
{% macro per_cut(facts, date_column, dimensions, measures, person=none, period_grains=none) %}
    {%- set cuts = [] -%}
    {%- for period_grain in period_grains or checked_var("period_grains") -%}
        {%- for dimension in ["all"] + dimensions -%}
            {%- set group = {"period_grain": period_grain, "dimension": dimension} -%}
            {%- do cuts.append(rows_of_cut(facts, date_column, group, measures, person)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(cuts | join("\n\n    union all\n\n    ")) }}
{% endmacro %}


{#-
    One branch of it: the select of a period_grain and a dimension (dict group). condition: SQL of
    the facts to take, or none; is_grouped: false makes a row of every fact, and measures are plain
    expressions then.
-#}
{% macro rows_of_cut(
    facts, date_column, group, measures, person=none, condition=none, is_grouped=true
) %}
    {%- set rows -%}
    select
        '{{ group.period_grain }}' as period_grain,
        {{ period_start(group.period_grain, date_column) }} as period_start,
        '{{ group.dimension }}' as dimension,
        {{ dimension_value(group.dimension) }} as dimension_value
        {%- if person %},
        {{ person }} as person_id
        {%- endif %}
        {%- for alias, measure in measures.items() %},
        {{ measure }} as {{ alias }}
        {%- endfor %}
    from {{ facts }}
    {%- if condition %}
    where {{ condition }}
    {%- endif %}
    {%- if is_grouped %}
    group by all
    {%- endif %}
    {%- endset -%}
    {{ return(rows) }}
{% endmacro %}


{#-
    SQL of a dimension's value: the column, both columns of a pair, or 'all'; unknown is
    '(none)' [none-value].
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

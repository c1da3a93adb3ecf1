{#-
    A fact aggregated for every period and cut. Only this macro knows how: one pass over the facts
    for each grain and dimension, which is the fastest way on DuckDB.

    facts: name of a CTE, one row per fact; date_column: its local date; dimensions: columns of
    facts, or pairs 'a x b'; measures: dict alias -> aggregate over the facts; person: column to
    group by as person_id, or none; where: SQL of the facts to take, or none; lacks: dimensions for
    which facts has no column; keys: columns of facts to group by, too.
    Columns: keys, period_grain, period_start, dimension, dimension_value, person_id, measures.
-#}
{% macro per_cut(
    facts, date_column, dimensions, measures, person=none, where=none, lacks=[], keys=[]
) %}
    {%- for period_grain in checked_var("period_grains") %}
    {%- set outer = loop %}
    {%- for dimension in ["all"] + dimensions %}
    {{ columns_of_cut(period_grain, date_column, dimension, measures, person, lacks, keys) }}
    from {{ facts }}
    {%- if where %}
    where {{ where }}
    {%- endif %}
    group by all
    {%- if not (outer.last and loop.last) %}

    union all
    {% endif %}
    {%- endfor %}
    {%- endfor %}
{% endmacro %}


{#- The select list of per_cut for one period_grain and dimension; the arguments are per_cut's. -#}
{% macro columns_of_cut(
    period_grain, date_column, dimension, measures, person=none, lacks=[], keys=[]
) -%}
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, date_column) }} as period_start,
        '{{ dimension }}' as dimension,
        {{ dimension_value(dimension, lacks) }} as dimension_value
        {%- if person %},
        {{ person }} as person_id
        {%- endif %}
        {%- for alias, measure in measures.items() %},
        {{ measure }} as {{ alias }}
        {%- endfor %}
{%- endmacro %}


{#-
    A dimension's value: the column, both columns of a pair, or 'all'; unknown is '(none)'
    [none-value]. lacks: dimensions without a column, which are unknown.
-#}
{% macro dimension_value(dimension, lacks=[]) -%}
    {%- if dimension == "all" -%}
        'all'
    {%- else -%}
        {%- for column in dimension.split(" x ") -%}
            {%- if not loop.first %} || ' x ' || {% endif -%}
            {%- set value = "null" if column in lacks else column -%}
            {{ known_or_none("cast(" ~ value ~ " as " ~ dbt.type_string() ~ ")") }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}


{#-
    A relation that has its periods already, aggregated for every cut: one row per value of the
    keys, dimension and dimension_value.

    keys: columns of the relation; dimensions: as in per_cut, and 'all' if it is wanted; measures:
    dict alias -> aggregate.
-#}
{% macro per_cut_of_keys(relation, keys, dimensions, measures={}) %}
    {%- for dimension in dimensions %}
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        '{{ dimension }}' as dimension,
        {{ dimension_value(dimension) }} as dimension_value
        {%- for alias, measure in measures.items() %},
        {{ measure }} as {{ alias }}
        {%- endfor %}
    from {{ relation }}
    group by all
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
{% endmacro %}

{#-
    The rows of a metrics table with all of their parts, for a CTE: a row for every period of the
    dimension 'all' from the first activity to the as-of date, also where nothing happened
    [total-rows], and for every other cut that a fact falls into [sparse-rows].

    dimensions: columns of the facts, or pairs 'a x b'. groups: list of dicts, each of which makes
    some of the parts of
        facts, date: a CTE with one row per fact, and its local date column;
        where: SQL of the facts to take, if not all;
        lacks: the dimensions for which the facts have no column; their value is '(none)';
        dimensions: the dimensions by which these facts are cut, if not all of them;
        opens_calendar: false if these facts do not count as the first activity of the table;
        person: for parts that count people, the column of the person; facts of unknown persons
            are left out [channel-person]. The parts are then aggregates over one row per person,
            period and cut;
        per_person: with person, the columns of these rows (dict column -> aggregate of facts);
        counted: instead of facts, a CTE that has one row per person (or whatever its parts count),
            period and cut already;
        parts: dict name -> part, see macros/frame/parts.sql; if several groups make a part, it is
            the sum of their known values [known-sums].
    keys: columns that the table has before period_grain; every facts has them, too. A table with
    keys needs rows.
    rows: name of a CTE with the rows that must exist, if not those of [total-rows]; its columns are
    the keys, period_grain, period_start, dimension and dimension_value.

    Columns: the keys, period_grain, period_start, dimension, dimension_value, is_complete, parts.
-#}
{% macro metrics_table(dimensions, groups, keys=[], rows=none) %}
    {%- set row_columns = metric_row_columns(keys) -%}
    with

    {% for group in groups -%}
    parts_{{ loop.index }} as (

        {{ parts_of_group(group, dimensions, keys) }}

    ),

    {% endfor -%}
    {% if not rows -%}
    first_activity as (

        {{ first_activity(groups) }}

    ),

    total_rows as (

        {{ total_rows("first_activity") }}

    ),

    {% endif -%}
    row_keys as (

        select {{ row_columns | join(", ") }} from {{ rows or "total_rows" }}
        {%- for group in groups %}
        union distinct
        select {{ row_columns | join(", ") }} from parts_{{ loop.index }}
        {%- endfor %}

    )

    select
        {%- for column in row_columns %}
        row_keys.{{ column }},
        {%- endfor %}
        -- Without any activity there is no as-of date, and no period is complete.
        coalesce({{ is_period_complete(
            period_end_of("row_keys.period_grain", "row_keys.period_start"), "as_of_date.as_of_date"
        ) }}, false) as is_complete
        {{- part_columns(groups) }}
    from row_keys
    cross join {{ ref("int_as_of_date") }} as as_of_date
    {%- for group in groups %}
    left join parts_{{ loop.index }}
        on {{ same_metric_row("row_keys", "parts_" ~ loop.index, keys) }}
    {%- endfor %}
{% endmacro %}


{#- The columns of the parts in metrics_table, each with a comma before it. -#}
{% macro part_columns(groups) %}
    {%- set parts = {} -%}
    {%- set makers = {} -%}
    {%- for group in groups -%}
        {%- set relation = "parts_" ~ loop.index -%}
        {%- do parts.update(group.parts) -%}
        {%- for name in group.parts -%}
            {%- do makers.setdefault(name, []).append(relation) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name, part in parts.items() -%}
        {%- set values = [] -%}
        {%- for relation in makers[name] -%}
            {%- do values.append(relation ~ "." ~ name) -%}
        {%- endfor -%}
        {%- set value = known_sum(values) if values | length > 1 else values[0] -%}
        ,
        cast(
            {%- if part.empty is none %}{{ value }}
            {%- elif part.keeps_unknown %}
            case
                when {{ makers[name][0] }}.period_grain is null then {{ part.empty }}
                else {{ value }}
            end
            {%- else %}coalesce({{ value }}, {{ part.empty }})
            {%- endif %} as {{ part.type }}
        ) as {{ name }}
    {%- endfor %}
{% endmacro %}


{#- The parts of one group, one row per period and cut; the arguments are metrics_table's. -#}
{% macro parts_of_group(group, dimensions, keys) %}
    {%- set measures = dict(zip(group.parts, group.parts.values() | map(attribute="sql"))) -%}
    {%- if not group.counted and not group.person -%}
    {{ per_cut(
        group.facts, group.date, group.dimensions or dimensions, measures,
        where=group.where, lacks=group.lacks or [], keys=keys
    ) }}
    {%- else -%}
    select
        {{ metric_row_columns(keys) | join(", ") }}
        {%- for name, measure in measures.items() %},
        {{ measure }} as {{ name }}
        {%- endfor %}
    {%- if group.counted %}
    from {{ group.counted }}
    {%- else %}
    from (
        {{ per_person_and_cut(
            group.facts, group.date, group.person, group.dimensions or dimensions,
            group.per_person or {}, where=group.where, lacks=group.lacks or [], keys=keys
        ) }}
    ) as people
    where person_id is not null
    {%- endif %}
    group by all
    {%- endif %}
{% endmacro %}

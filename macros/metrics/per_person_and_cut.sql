{#-
    One row per person, period and cut of a fact: counting people is then counting rows, far cheaper
    than distinct counts over all grains and cuts at once. As many rows as there are people, so
    that only measures that are asked of a person belong here; per_cut adds up the others.

    person: its column, null = unknown (all facts of unknown persons share a row); the other
    arguments and the columns are those of per_cut.
-#}
{% macro per_person_and_cut(facts, date_column, person, dimensions, measures, period_grains=none) %}
    {{ return(per_cut(facts, date_column, dimensions, measures, person, period_grains)) }}
{% endmacro %}


{#-
    The same, for facts of which most persons have one in a period, such as visits: that one is the
    person's row as it is, and only the others are grouped. Groups of millions of persons, for
    every cut at once, would be what takes the memory.

    measures: dict alias -> [aggregate, expression], such as ["sum", "page_views"]: of one fact the
    expression is the measure. facts has is_only_of_<period_grain> (macro is_only_of_period).
-#}
{% macro per_rare_person_and_cut(facts, date_column, person, dimensions, measures) %}
    {%- for period_grain in var("period_grains") -%}
    {%- set outer = loop -%}
    {%- for dimension in ["all"] + dimensions -%}
    {%- for is_only in [true, false] -%}
    select
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, date_column) }} as period_start,
        '{{ dimension }}' as dimension,
        {{ dimension_value(dimension) }} as dimension_value,
        {{ person }} as person_id
        {%- for alias, measure in measures.items() %},
        {{ measure[1] if is_only else measure[0] ~ "(" ~ measure[1] ~ ")" }} as {{ alias }}
        {%- endfor %}
    from {{ facts }}
    where {{ "" if is_only else "not " }}is_only_of_{{ period_grain }}
    {%- if not is_only %}
    group by all
    {%- endif %}
    {%- if not (loop.last and outer.last and is_only == false and dimension == dimensions[-1]) %}

    union all

    {% endif -%}
    {%- endfor -%}
    {%- endfor -%}
    {%- endfor -%}
{% endmacro %}


{#-
    Whether a fact is its person's only one in its period. previous_date, next_date: the dates of
    the person's facts before and after it, null if there is none.
-#}
{% macro is_only_of_period(period_grain, date, previous_date, next_date) %}
    {%- set period = period_start(period_grain, date) -%}
    {{ return(
        "(" ~ period_start(period_grain, previous_date) ~ " is distinct from " ~ period
        ~ " and " ~ period_start(period_grain, next_date) ~ " is distinct from " ~ period ~ ")"
    ) }}
{% endmacro %}

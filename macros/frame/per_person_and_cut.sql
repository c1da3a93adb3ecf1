{#-
    One row per person, period and cut of a fact. Counting people is then counting rows, which is
    far cheaper than distinct counts over all grains and cuts at once. The result is large, a row
    for every person: a measure that is additive and not about people is cheaper in per_cut.

    person: its column, null = unknown (all facts of unknown persons share a row); the other
    arguments and the columns are those of per_cut.
-#}
{% macro per_person_and_cut(
    facts, date_column, person, dimensions, measures, where=none, lacks=[], keys=[]
) %}
    {{- per_cut(facts, date_column, dimensions, measures, person, where, lacks, keys) }}
{%- endmacro %}


{#-
    The same, for facts of which most persons have only one in a period, such as visits. A person's
    only fact is already the person's row; only the other facts are grouped. To group millions of
    persons for every cut at once would take most of the memory.

    person: its column, never null; measures: dict alias -> [aggregate, expression], such as
    ["sum", "page_views"]; for an only fact the expression is the measure. facts has the column
    is_only_of_<period_grain> for each grain (macro is_only_of_period).
-#}
{% macro per_rare_person_and_cut(facts, date_column, person, dimensions, measures) %}
    {%- set of_one_fact = {} -%}
    {%- set of_several_facts = {} -%}
    {%- for alias, measure in measures.items() -%}
        {%- do of_one_fact.update({alias: measure[1]}) -%}
        {%- do of_several_facts.update({alias: measure[0] ~ "(" ~ measure[1] ~ ")"}) -%}
    {%- endfor -%}
    {%- for period_grain in checked_var("period_grains") %}
    {%- set outer = loop %}
    {%- for dimension in ["all"] + dimensions %}
    {{ columns_of_cut(period_grain, date_column, dimension, of_one_fact, person) }}
    from {{ facts }}
    where is_only_of_{{ period_grain }}

    union all

    {{ columns_of_cut(period_grain, date_column, dimension, of_several_facts, person) }}
    from {{ facts }}
    where not is_only_of_{{ period_grain }}
    group by all
    {%- if not (outer.last and loop.last) %}

    union all
    {% endif %}
    {%- endfor %}
    {%- endfor %}
{% endmacro %}


{#-
    Whether a fact is its person's only one in its period. previous_date, next_date: the dates of
    the person's facts before and after it, null if there is none.
-#}
{% macro is_only_of_period(period_grain, date, previous_date, next_date) -%}
    {%- set period = period_start(period_grain, date) -%}
    (
        {{ period_start(period_grain, previous_date) }} is distinct from {{ period }}
        and {{ period_start(period_grain, next_date) }} is distinct from {{ period }}
    )
{%- endmacro %}

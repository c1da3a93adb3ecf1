{#-
    In every period the row of 'all' holds what its facts hold: nothing is lost on the way, also
    where a dimension of a fact is unknown, and nothing counts twice.

    facts: list of dicts from (relation, or a select in brackets), where (condition; left out =
    every row), date (the local date that a row is dated on) and parts (dict part -> aggregate over
    the rows). A part with facts of several kinds is the sum of what stands under each. Every part
    that adds up over periods must be told; a count of people may be told too.
-#}
{% test totals_are_those_of_the_facts(model, facts) %}
    {{ config(meta={
        "failure":
            "The row of 'all' in {table} is not what its facts come to: some are lost on the way, "
            "or count twice.",
    }) }}
    {%- set mart = tested_mart(model) -%}
    {%- set told = [] -%}
    {%- for kind in facts -%}{%- do told.extend(kind.parts) -%}{%- endfor -%}
    {%- set told = told | unique | list -%}
    {%- set untold = [] -%}
    {%- for part in catalog_rows(ref("metric_parts"), mart) -%}
        {%- if part.is_additive_over_periods and part.part not in told -%}
            {%- do untold.append(part.part) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if untold -%}
        {{ exceptions.raise_compiler_error(
            "Say of which facts these parts of " ~ mart ~ " are made, under 'facts' of the test "
            ~ "totals_are_those_of_the_facts in its YAML: " ~ untold | join(", ") ~ "."
        ) }}
    {%- endif -%}
    {#- Minutes made of seconds are rounded in each row. -#}
    {%- set rounding = 1e-6 -%}
    with

    facts as (

        {%- for kind in facts %}
        {%- set outer = loop %}
        {%- for period_grain in checked_var("period_grains") %}
        select
            '{{ period_grain }}' as period_grain,
            {{ period_start(period_grain, kind.date) }} as period_start
            {%- for part in told %},
            cast({{ kind.parts.get(part, 0) }} as {{ money_type() }}) as {{ part }}
            {%- endfor %}
        from {{ kind.from }} as facts
        {%- if kind.where %}
        where {{ kind.where }}
        {%- endif %}
        group by period_start
        {%- if not (loop.last and outer.last) %}

        union all

        {% endif %}
        {%- endfor %}
        {%- endfor %}

    ),

    expected as (

        select
            period_grain,
            period_start
            {%- for part in told %},
            sum({{ part }}) as {{ part }}
            {%- endfor %}
        from facts
        group by
            period_grain,
            period_start

    ),

    found as (

        select * from {{ model }}
        where dimension = 'all'

    )

    {% for part in told -%}
    select
        '{{ part }}' as part,
        coalesce(found.period_grain, expected.period_grain) as period_grain,
        coalesce(found.period_start, expected.period_start) as period_start,
        cast(found.{{ part }} as {{ money_type() }}) as found,
        expected.{{ part }} as expected
    from found
    full outer join expected
        on
            found.period_grain = expected.period_grain
            and found.period_start = expected.period_start
    where
        abs(coalesce(found.{{ part }}, 0) - coalesce(expected.{{ part }}, 0)) > {{ rounding }}
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}
{% endtest %}

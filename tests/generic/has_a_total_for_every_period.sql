{#-
    From a metrics table's first row to the as-of date no period of 'all' is missing, in any grain
    [total-rows]. That the first row is where the facts begin is the matter of
    totals_are_those_of_the_facts.

    grains_var: the var that lists the table's grains.
-#}
{% test has_a_total_for_every_period(model, grains_var="period_grains") %}
    {{ config(meta={
        "failure":
            "{table} lacks a period of dimension 'all' between its first row and the as-of date.",
    }) }}
    {%- set others = metric_keys(tested_mart(model)) -%}
    with

    first_rows as (

        select
            {%- for column in others %}
            {{ column }},
            {%- endfor %}
            min({{ period_end_of("period_grain", "period_start") }}) as first_period_end
        from {{ model }}
        group by all

    ),

    totals as (

        select * from {{ model }}
        where dimension = 'all'

    )

    select
        {%- for column in others %}
        first_rows.{{ column }},
        {%- endfor %}
        periods.period_grain,
        periods.period_start
    from {{ ref("int_periods") }} as periods
    inner join first_rows
        on periods.period_end >= first_rows.first_period_end
    left join totals
        on
            periods.period_grain = totals.period_grain
            and periods.period_start = totals.period_start
            {%- for column in others %}
            and first_rows.{{ column }} = totals.{{ column }}
            {%- endfor %}
    where
        {{ is_metric_grain("periods.period_grain", checked_var(grains_var)) }}
        and totals.period_start is null
{% endtest %}

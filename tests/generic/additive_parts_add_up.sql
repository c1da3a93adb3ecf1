{#-
    Parts that the catalog calls additive add up: days to every longer period, the values of each
    dimension of the catalog to 'all'. The sums are exact; only customer_years, which is rounded in
    each row, may differ by its last places.
-#}
{% test additive_parts_add_up(model) %}
    {{ config(meta={
        "failure":
            "{table} has a part that does not add up from days to longer periods, or from "
            "dimension values to 'all', although the catalog calls it additive.",
        "remedy":
            "Correct the model, or is_additive_over_periods and is_additive_over_dimensions in "
            "seeds/reference/metric_parts.csv.",
    }) }}
    {%- set mart = tested_mart(model) -%}
    {%- set parts = catalog_rows(ref("metric_parts"), mart) -%}
    {%- set metric_dimensions = ref("metric_dimensions") -%}
    {%- set key = metric_row_columns(metric_keys(mart)) -%}
    {%- set cut = key | reject("in", ["period_grain", "period_start"]) | join(", ") -%}
    {%- set rounding = 1e-6 -%}

    {%- set has_days = "day" in checked_var("period_grains") -%}
    {%- for period_grain in checked_var("period_grains") if has_days and period_grain != "day" %}
    {%- for part in parts if part.is_additive_over_periods %}
    select '{{ part.part }} over {{ period_grain }}s' as failure
    from (
        select {{ cut }}, period_start, {{ part.part }} as expected
        from {{ model }}
        where period_grain = '{{ period_grain }}'
    ) as periods
    full outer join (
        select
            {{ cut }},
            {{ period_start(period_grain, "period_start") }} as period_start,
            sum({{ part.part }}) as found
        from {{ model }}
        where period_grain = 'day'
        group by all
    ) as days
        using ({{ cut }}, period_start)
    where abs(coalesce(expected, 0) - coalesce(found, 0)) > {{ rounding }}

    union all
    {% endfor %}
    {%- endfor %}

    {%- for part in parts if part.is_additive_over_dimensions %}
    {%- set others = key | reject("in", ["dimension", "dimension_value"]) | join(", ") %}
    select '{{ part.part }} over dimensions' as failure
    from (
        select {{ others }}, {{ part.part }} as expected
        from {{ model }}
        where dimension = 'all'
    ) as totals
    cross join (
        select dimension from {{ metric_dimensions }}
        where mart = {{ string_literal(mart) }}
    ) as dimensions
    left join (
        select {{ others }}, dimension, sum({{ part.part }}) as found
        from {{ model }}
        where dimension <> 'all'
        group by all
    ) as dimension_totals
        using ({{ others }}, dimension)
    where abs(coalesce(expected, 0) - coalesce(found, 0)) > {{ rounding }}

    union all
    {% endfor %}
    {{ no_failures() }}
{% endtest %}

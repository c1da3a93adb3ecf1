{#-
    Every quotient of the catalog equals numerator / denominator x scale of its own row, and is null
    exactly where the denominator is empty or the numerator unknown. Written without the ratio
    macro, which it checks.
-#}
{% test catalog_formulas_hold(model) %}
    {{ config(meta={
        "failure":
            "{table} has a metric that is not its numerator over its denominator times its scale.",
        "remedy":
            "Correct the formula in the model, or the metric's parts in "
            "seeds/reference/metric_catalog.csv.",
    }) }}
    {%- set mart = tested_mart(model) -%}
    {%- for metric in catalog_rows(ref("metric_catalog"), mart) if metric.denominator %}
    {%- set expected -%}
        case
            when {{ metric.denominator }} is not null and {{ metric.denominator }} <> 0
                then
                    cast({{ metric.numerator }} as double)
                    / cast({{ metric.denominator }} as double)
                    * {{ metric.scale }}
        end
    {%- endset %}
    select '{{ metric.metric_id }}' as failure
    from {{ model }}
    where
        ({{ metric.metric_id }} is null) <> ({{ expected }} is null)
        or abs({{ metric.metric_id }} - {{ expected }}) > 1e-9 * greatest(1, abs({{ expected }}))

    union all
    {% endfor %}
    {{ no_failures() }}
{% endtest %}

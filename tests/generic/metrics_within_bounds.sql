{#-
    No metric lies outside the bounds that the catalog gives it, and none is infinite or no number.

    scored_by: dict metric -> survey_type; such a mean has the bounds of the var survey_scales.
-#}
{% test metrics_within_bounds(model, scored_by={}) %}
    {{ config(meta={
        "failure": "{table} has a metric outside of the bounds that the catalog gives it.",
        "remedy":
            "Correct the formula in the model, or the bounds in "
            "seeds/reference/metric_catalog.csv if such a value can be right.",
    }) }}
    {%- set mart = tested_mart(model) -%}
    {%- for metric in catalog_rows(ref("metric_catalog"), mart) %}
    {%- set scale = checked_var("survey_scales").get(scored_by.get(metric.metric_id), {}) %}
    {%- set lower_bound = scale.get("lowest", metric.lower_bound) %}
    {%- set upper_bound = scale.get("highest", metric.upper_bound) %}
    select '{{ metric.metric_id }}' as failure
    from {{ model }}
    where
        not isfinite(cast({{ metric.metric_id }} as double))
        {%- if lower_bound is not none %}
        -- A quotient of sums may miss its bound by the last bit of a double.
        or {{ metric.metric_id }} < {{ lower_bound }} - 1e-9
        {%- endif %}
        {%- if upper_bound is not none %}
        or {{ metric.metric_id }} > {{ upper_bound }} + 1e-9
        {%- endif %}

    union all
    {% endfor %}
    {{ no_failures() }}
{% endtest %}

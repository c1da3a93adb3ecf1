{#-
    No metric lies outside the bounds that the catalog gives it, and none is infinite or no
    number.
-#}
{% test metrics_within_bounds(model) %}
    {%- set mart = tested_mart(model) -%}
    {%- for metric in catalog_rows(ref("metric_catalog"), mart) %}
    select '{{ metric.metric_id }}' as failure
    from {{ model }}
    where
        not isfinite(cast({{ metric.metric_id }} as double))
        {%- if metric.lower_bound is not none %}
        -- A quotient of sums may miss its bound by the last bit of a double.
        or {{ metric.metric_id }} < {{ metric.lower_bound }} - 1e-9
        {%- endif %}
        {%- if metric.upper_bound is not none %}
        or {{ metric.metric_id }} > {{ metric.upper_bound }} + 1e-9
        {%- endif %}

    union all
    {% endfor %}
    {{ no_failures() }}
{% endtest %}

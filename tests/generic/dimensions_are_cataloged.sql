{#-
    The dimensions of a metrics table are 'all' and those of the catalog. That none of them was
    forgotten is what additive_parts_add_up finds: a company whose facts know nothing of a dimension
    may have no row of it.
-#}
{% test dimensions_are_cataloged(model) %}
    {{ config(meta={
        "failure": "{table} has a dimension that the catalog does not know.",
        "remedy": "Correct the model, or seeds/reference/metric_dimensions.csv.",
    }) }}
    select distinct dimension
    from {{ model }}
    where
        dimension <> 'all'
        and dimension not in (
            select dimension from {{ ref("metric_dimensions") }}
            where mart = {{ string_literal(tested_mart(model)) }}
        )
{% endtest %}

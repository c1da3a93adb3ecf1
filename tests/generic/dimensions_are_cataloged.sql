{#-
    The dimensions of a metrics table are 'all' and those of the catalog, each of them there as
    soon as the table has a row.
-#}
{% test dimensions_are_cataloged(model) %}
    {{ config(meta={
        "failure":
            "{table} has a dimension that the catalog does not know, or lacks one that it names.",
        "remedy": "Correct the model, or seeds/reference/metric_dimensions.csv.",
    }) }}
    {%- set mart = tested_mart(model) -%}
    with

    found as (

        select distinct dimension from {{ model }}

    ),

    expected as (

        select dimension from {{ ref("metric_dimensions") }}
        where mart = '{{ mart }}'

        union all

        select 'all' as dimension

    )

    select
        coalesce(found.dimension, expected.dimension) as dimension,
        found.dimension is null as is_missing
    from found
    full outer join expected
        on found.dimension = expected.dimension
    where
        expected.dimension is null
        or (found.dimension is null and exists (select 1 from {{ model }}))
{% endtest %}

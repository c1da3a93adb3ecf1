{#-
    The parts in the long form still make the metric: numerator over denominator times scale. A
    union that narrows a decimal on its way loses places here, and nowhere else.
-#}
{{ config(
    group="metrics",
    meta={
        "failure":
            "metric_values holds a numerator and a denominator that do not make its value.",
    },
) }}

with

metric_values as (

    select * from {{ ref("metric_values") }}

),

metric_catalog as (

    select * from {{ ref("metric_catalog") }}

),

compared as (

    select
        metric_values.*,
        cast(metric_values.numerator as double) / cast(metric_values.denominator as double)
        * metric_catalog.scale as expected
    from metric_values
    inner join metric_catalog
        on metric_values.metric_id = metric_catalog.metric_id
    where
        metric_values.denominator <> 0
        and metric_values.numerator is not null

)

select *
from compared
where
    value is null
    or abs(value - expected) > 1e-9 * greatest(1e-9, abs(expected))

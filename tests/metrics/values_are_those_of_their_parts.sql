{#-
    Every row of the long table can be computed again from itself: the value is numerator over
    denominator times the scale of the catalog, null where they do not say it; of a count the value
    is the numerator; medians and the like have neither part [metric-parts]. The parts are
    those of the metrics table, exact: one rounded on its way here gives another quotient.
-#}
{{ config(
    group="metrics",
    meta={
        "failure":
            "metric_values holds a numerator and a denominator that do not make its value.",
    },
) }}

with

catalog as (

    select * from {{ ref("metric_catalog") }}

),

metric_values as (

    select
        metric_values.*,
        cast(metric_values.numerator as double) as numerator_value,
        cast(metric_values.denominator as double) as denominator_value,
        catalog.numerator is not null as has_numerator,
        catalog.denominator is not null as has_denominator,
        catalog.scale
    from {{ ref("metric_values") }} as metric_values
    left join catalog
        on metric_values.metric_id = catalog.metric_id

),

expected as (

    select
        *,
        case
            when has_denominator and denominator_value <> 0
                then numerator_value / denominator_value * scale
            when has_numerator and not has_denominator then numerator_value
            when not has_numerator then value
        end as expected_value
    from metric_values

)

select * from expected
where
    (value is null) <> (expected_value is null)
    or abs(value - expected_value) > 1e-9 * abs(expected_value)
    or (not has_numerator and numerator is not null)
    or (not has_denominator and denominator is not null)
    or scale is null

with

observations as (

    select
        *,
        {{ ratio(
            "sum(value) over (partition by experiment_id, variant, metric, window_days)",
            "count(*) over (partition by experiment_id, variant, metric, window_days)"
        ) }} as mean,
        {{ ratio(
            "sum(earlier_value) over (partition by experiment_id, variant, metric, window_days)",
            "count(*) over (partition by experiment_id, variant, metric, window_days)"
        ) }} as earlier_mean
    from {{ ref("int_experiment_observations") }}

),

deviations as (

    select
        *,
        cast(value as double) as measure,
        cast(value as double) - mean as deviation,
        cast(earlier_value as double) - earlier_mean as earlier_deviation
    from observations

),

final as (

    select
        experiment_id,
        variant,
        metric,
        window_days,
        count(*) as customers,
        cast(sum(value) as {{ money_type() }}) as value_sum,
        sum({{ exact_deviation("measure * measure") }}) as value_square_sum,
        cast(sum(earlier_value) as {{ money_type() }}) as earlier_sum,
        sum({{ exact_deviation("deviation * deviation") }}) as squares,
        sum({{ exact_deviation("earlier_deviation * earlier_deviation") }}) as earlier_squares,
        sum({{ exact_deviation("deviation * earlier_deviation") }}) as products
    from deviations
    group by
        experiment_id,
        variant,
        metric,
        window_days

)

select * from final

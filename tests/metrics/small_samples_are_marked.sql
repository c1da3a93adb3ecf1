{#- A quotient is marked as a small sample exactly where its denominator is below the var. -#}
{{ config(
    group="metrics",
    meta={
        "failure":
            "metric_values marks a large sample as a small one, or leaves a small one unmarked.",
    },
) }}

select
    metric_id,
    denominator,
    is_small_sample
from {{ ref("metric_values") }}
where is_small_sample <> coalesce(denominator - {{ var("small_sample_size") }} < 0, false)

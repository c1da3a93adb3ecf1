{#- The status of a metric, once more, from the ends of what is met and what is near. -#}
{{ config(
    group="metrics",
    meta={
        "failure": "metric_scorecard has a status that its value and its target do not make.",
    },
) }}

{%- set near = var("near_target_percent") %}

with

signed as (

    -- Down is up with the signs turned.
    select
        *,
        case direction when 'down' then -value else value end as reached,
        case direction when 'down' then -target else target end as wanted
    from {{ ref("metric_scorecard") }}

),

expected as (

    select
        *,
        case
            when value is null then 'no_value'
            when is_small_sample then 'small_sample'
            when target is null or direction = 'neutral' then 'no_target'
            when reached - wanted > -1e-9 then 'met'
            when reached - (wanted - abs(wanted) * {{ near }} / 100) > -1e-9 then 'near'
            else 'missed'
        end as expected_status
    from signed

)

select
    metric_id,
    period_grain,
    value,
    target,
    status,
    expected_status
from expected
where status <> expected_status

{#-
    A row is an anomaly exactly if it is judged and lies beyond its spreads [metric-anomaly]; each
    alarm begins with the period in its name, has one side, and no gap [anomaly-alarms].
-#}
{{ config(
    group="metrics",
    meta={
        "failure":
            "metric_anomalies calls a usual value an anomaly, misses one, or joins periods to one "
            "alarm that do not follow each other.",
    },
) }}

with

anomalies as (

    select * from {{ ref("metric_anomalies") }}

),

wrong_rows as (

    select alarm_id
    from anomalies
    where
        is_anomaly <> coalesce(
            not_judged_reason is null
            and abs(change - centre) - {{ var("anomaly_spreads") }} * spread > 1e-9,
            false
        )
        or (not_judged_reason is null and (centre is null or spread <= 0 or expected <= 0))
        or is_anomaly <> (side is not null)
        or is_anomaly <> (alarm_id is not null)
        or (side = 'above') <> (change > centre)

),

wrong_alarms as (

    select alarm_id
    from anomalies
    where is_anomaly
    group by
        alarm_id,
        metric_id,
        period_grain
    having
        count(distinct side) > 1
        or alarm_id <> metric_id || ':' || period_grain || ':' || min(period_start)
        or max(period_start) - min(period_start)
        <> (count(*) - 1) * max(case period_grain when 'day' then 1 else 7 end)

)

select * from wrong_rows

union all

select * from wrong_alarms

{#-
    The expected value once more, by joining each row with the values that are whole weeks older
    [expected-value].
-#}
{{ config(
    group="metrics",
    meta={
        "failure":
            "metric_anomalies expects another value than the median of the weeks before, or counts "
            "a marked one.",
    },
) }}

with

anomalies as (

    select * from {{ ref("metric_anomalies") }}

),

weeks_before as (

    select cast(unnest(range(1, {{ var("anomaly_expected_weeks") }} + 1)) as integer) as weeks

),

older_values as (

    select
        anomalies.metric_id,
        anomalies.period_grain,
        cast(anomalies.period_start + 7 * weeks_before.weeks as date) as period_start,
        count(*) as expected_values,
        quantile_cont(anomalies.value, 0.5) as expected
    from anomalies
    cross join weeks_before
    where anomalies.calendar_mark is null
    group by all

)

select
    anomalies.metric_id,
    anomalies.period_grain,
    anomalies.period_start,
    anomalies.expected,
    anomalies.expected_values,
    older_values.expected as median_of_older,
    older_values.expected_values as number_of_older
from anomalies
left join older_values
    on
        anomalies.metric_id = older_values.metric_id
        and anomalies.period_grain = older_values.period_grain
        and anomalies.period_start = older_values.period_start
where
    anomalies.expected_values <> coalesce(older_values.expected_values, 0)
    or (anomalies.expected is null)
    <> (coalesce(older_values.expected_values, 0) < {{ var("anomaly_expected_least") }})
    or abs(anomalies.expected - older_values.expected) > 1e-9 * abs(older_values.expected)

{#- A misspelt name would have no effect, and nobody would be told. -#}
{{ config(
    group="metrics",
    meta={
        "failure":
            "metric_targets, metric_benchmarks or metric_owners names what metric_catalog does not "
            "know, or a metrics table has no owner.",
        "remedy": "Correct the name in seeds/reference, or add the owner.",
    },
) }}

with

catalog as (

    select * from {{ ref("metric_catalog") }}

),

marts as (

    select distinct mart from catalog

),

owners as (

    select * from {{ ref("metric_owners") }}

)

select
    'metric_targets' as seed,
    metric_id as name
from {{ ref("metric_targets") }}
where metric_id not in (select catalog.metric_id from catalog)

union all

select
    'metric_benchmarks' as seed,
    metric_id as name
from {{ ref("metric_benchmarks") }}
where metric_id not in (select catalog.metric_id from catalog)

union all

select
    'metric_owners' as seed,
    coalesce(owners.mart, marts.mart) as name
from owners
full outer join marts
    on owners.mart = marts.mart
where
    owners.mart is null
    or marts.mart is null

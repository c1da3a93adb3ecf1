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

select
    'metric_targets' as seed,
    metric_id as name
from {{ ref("metric_targets") }}
where metric_id not in (select metric_id from {{ ref("metric_catalog") }})

union all

select
    'metric_benchmarks' as seed,
    metric_id as name
from {{ ref("metric_benchmarks") }}
where metric_id not in (select metric_id from {{ ref("metric_catalog") }})

union all

select
    'metric_owners' as seed,
    coalesce(owners.mart, catalog.mart) as name
from {{ ref("metric_owners") }} as owners
full outer join (select distinct mart from {{ ref("metric_catalog") }}) as catalog
    on owners.mart = catalog.mart
where
    owners.mart is null
    or catalog.mart is null

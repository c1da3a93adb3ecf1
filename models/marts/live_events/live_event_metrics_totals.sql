{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("live_event_metrics") }}
where dimension = 'all'

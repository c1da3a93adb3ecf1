{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("engagement_metrics") }}
where dimension = 'all'

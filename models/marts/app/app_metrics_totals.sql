{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("app_metrics") }}
where dimension = 'all'

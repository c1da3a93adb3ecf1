{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("support_metrics") }}
where dimension = 'all'

{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("commerce_metrics") }}
where dimension = 'all'

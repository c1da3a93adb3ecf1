{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("social_metrics") }}
where dimension = 'all'

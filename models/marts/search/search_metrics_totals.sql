{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("search_metrics") }}
where dimension = 'all'

{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("web_metrics") }}
where dimension = 'all'

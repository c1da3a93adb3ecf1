{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("web_content_metrics") }}
where dimension = 'all'

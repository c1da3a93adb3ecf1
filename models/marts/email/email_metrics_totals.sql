{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("email_metrics") }}
where dimension = 'all'

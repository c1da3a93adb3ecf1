{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("customer_retention") }}
where dimension = 'all'

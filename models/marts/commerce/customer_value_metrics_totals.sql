{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("customer_value_metrics") }}
where dimension = 'all'

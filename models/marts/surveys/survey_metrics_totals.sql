{{ config(materialized='view', contract={'enforced': false}) }}

select * from {{ ref("survey_metrics") }}
where dimension = 'all'

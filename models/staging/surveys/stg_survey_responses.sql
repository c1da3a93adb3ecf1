{{ config(materialized='view') }}

{{ kept_rows(ref('stg_survey_responses__judged'), 'survey_responses') }}

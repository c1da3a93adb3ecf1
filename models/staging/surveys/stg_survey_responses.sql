{{ config(materialized='view') }}

{{ kept_rows('survey_responses') }}

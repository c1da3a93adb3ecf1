{{ config(materialized='view') }}

{{ kept_rows('event_questions') }}

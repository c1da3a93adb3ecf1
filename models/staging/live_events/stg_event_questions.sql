{{ config(materialized='view') }}

{{ kept_rows(ref('stg_event_questions__judged'), 'event_questions') }}

{{ config(materialized='view') }}

{{ kept_rows(ref('stg_web_events__judged'), 'web_events', with_row_number=true) }}

{{ config(materialized='view') }}

{{ kept_rows('web_events', with_row_number=true) }}

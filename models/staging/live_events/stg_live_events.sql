{{ config(materialized='view') }}

{{ kept_rows('live_events') }}

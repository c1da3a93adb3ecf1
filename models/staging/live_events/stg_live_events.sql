{{ config(materialized='view') }}

{{ kept_rows(ref('stg_live_events__judged'), 'live_events') }}

{{ config(materialized='view') }}

{{ kept_rows(ref('stg_sessions__judged'), 'sessions') }}

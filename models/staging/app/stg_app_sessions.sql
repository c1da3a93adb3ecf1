{{ config(materialized='view') }}

{{ kept_rows(ref('stg_app_sessions__judged'), 'app_sessions') }}

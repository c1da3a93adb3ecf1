{{ config(materialized='view') }}

{{ kept_rows(ref('stg_push_notifications__judged'), 'push_notifications') }}

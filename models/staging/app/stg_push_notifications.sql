{{ config(materialized='view') }}

{{ kept_rows('push_notifications') }}

{{ config(materialized='view') }}

{{ kept_rows('orders') }}

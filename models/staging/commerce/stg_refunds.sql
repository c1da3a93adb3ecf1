{{ config(materialized='view') }}

{{ kept_rows('refunds') }}

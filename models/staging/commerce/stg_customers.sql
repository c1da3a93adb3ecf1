{{ config(materialized='view') }}

{{ kept_rows('customers') }}

{{ config(materialized='view') }}

{{ kept_rows('search_performance') }}

{{ config(materialized='view') }}

{{ kept_rows('app_ratings') }}

{{ config(materialized='view') }}

{{ kept_rows(ref('stg_app_ratings__judged'), 'app_ratings') }}

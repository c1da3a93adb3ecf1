{{ config(materialized='view') }}

{{ kept_rows(ref('stg_reviews__judged'), 'reviews') }}

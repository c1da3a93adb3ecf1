{{ config(materialized='view') }}

{{ kept_rows(ref('stg_social_comments__judged'), 'social_comments') }}

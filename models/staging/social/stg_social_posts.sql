{{ config(materialized='view') }}

{{ kept_rows(ref('stg_social_posts__judged'), 'social_posts') }}

{{ config(materialized='view') }}

{{ kept_rows(ref('stg_social_followers__judged'), 'social_followers') }}

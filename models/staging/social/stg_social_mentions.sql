{{ config(materialized='view') }}

{{ kept_rows(ref('stg_social_mentions__judged'), 'social_mentions') }}

{{ config(materialized='view') }}

{{ kept_rows('social_mentions') }}

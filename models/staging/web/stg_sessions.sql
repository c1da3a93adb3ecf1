{{ config(materialized='view') }}

{{ kept_rows('sessions') }}

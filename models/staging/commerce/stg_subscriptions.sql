{{ config(materialized='view') }}

{{ kept_rows('subscriptions') }}

{{ config(materialized='view') }}

{{ kept_rows('support_tickets') }}

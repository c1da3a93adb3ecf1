{{ config(materialized='view') }}

{{ kept_rows(ref('stg_support_tickets__judged'), 'support_tickets') }}

{{ config(materialized='view') }}

{{ kept_rows(ref('stg_customers__judged'), 'customers') }}

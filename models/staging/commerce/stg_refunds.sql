{{ config(materialized='view') }}

{{ kept_rows(ref('stg_refunds__judged'), 'refunds') }}

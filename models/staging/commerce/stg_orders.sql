{{ config(materialized='view') }}

{{ kept_rows(ref('stg_orders__judged'), 'orders') }}

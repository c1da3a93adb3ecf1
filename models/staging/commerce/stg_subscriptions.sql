{{ config(materialized='view') }}

{{ kept_rows(ref('stg_subscriptions__judged'), 'subscriptions') }}

{{ config(materialized='view') }}

{{ kept_rows(ref('stg_support_messages__judged'), 'support_messages') }}

{{ config(materialized='view') }}

{{ kept_rows(ref('stg_email_events__judged'), 'email_events') }}

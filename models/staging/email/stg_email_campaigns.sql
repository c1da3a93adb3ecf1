{{ config(materialized='view') }}

{{ kept_rows(ref('stg_email_campaigns__judged'), 'email_campaigns') }}

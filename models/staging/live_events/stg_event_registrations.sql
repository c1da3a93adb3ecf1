{{ config(materialized='view') }}

{{ kept_rows(ref('stg_event_registrations__judged'), 'event_registrations') }}

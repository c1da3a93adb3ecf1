{{ config(materialized='view') }}

{{ kept_rows('event_registrations') }}

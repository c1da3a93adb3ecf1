{{ config(materialized='view') }}

{{ kept_rows(ref('stg_app_installs__judged'), 'app_installs') }}

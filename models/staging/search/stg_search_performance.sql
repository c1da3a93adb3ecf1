{{ config(materialized='view') }}

{{ kept_rows(ref('stg_search_performance__judged'), 'search_performance') }}

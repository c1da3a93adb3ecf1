{#-
    The vars that change a number, with their values of this build, for build_audit. dbt has no list
    of a project's vars; tests/test_conventions.py checks this one against dbt_project.yml.
-#}
{% macro vars_in_force() %}
    {%- set values = {} -%}
    {%- for name in [
        "raw_files", "raw_schema", "raw_database", "csv_delimiter", "csv_quote", "csv_encoding",
        "base_currency", "default_brand", "reporting_timezone", "as_of_date",
        "period_grains", "retention_period_grains",
        "churn_basis", "churn_days", "yearly_churn_days", "days_per_year", "frequent_buyer_months",
        "small_sample_size", "session_gap_seconds", "refresh_seconds", "long_session_hours",
        "engaged_session_seconds", "engaged_session_page_views", "product_content_type",
        "regular_opener_periods_before",
        "fully_engaged_share",
        "fully_engaged_least_delivered",
        "top_position",
        "repeat_contact_hours",
        "nps_promoter_from",
        "nps_passive_from",
        "csat_positive_from",
        "benchmark_industry",
        "detailed_answer_characters",
        "detailed_answer_characters_without_spaces",
        "spaceless_script_percent",
        "push_return_hours",
        "follower_count_max_age_days",
        "rejected_rows_max_percent", "rejected_rows_max_count", "rejected_rows_limits",
        "nulled_values_max_percent", "nulled_values_max_count", "nulled_values_limits",
        "placeholder_key_rows", "future_activity_days", "as_of_jump_days", "max_calendar_years",
        "survey_scales",
    ] -%}
        {#- YAML makes a date of 2025-06-30, and JSON has none. -#}
        {%- set value = var(name) -%}
        {%- do values.update({name: value.isoformat() if value.isoformat is defined else value}) -%}
    {%- endfor -%}
    {{ return(values) }}
{% endmacro %}


{#- Where the raw tables of this build came from, in words. -#}
{% macro raw_source_name() %}
    {%- if var("raw_files", none) is not none -%}
        {{ return("files: " ~ var("raw_files")) }}
    {%- elif var("raw_schema", none) is not none -%}
        {{ return("schema: " ~ var("raw_schema")) }}
    {%- endif -%}
    {{ return("demo") }}
{% endmacro %}

{#-
    The metrics tables of all channels, for the models that read each of them: dbt needs their refs
    while it parses, when the catalog cannot be read yet. tests/test_catalog.py checks the list.
-#}
{% macro metric_tables() %}
    {{ return([
        "commerce_metrics",
        "customer_retention",
        "customer_value_metrics",
        "web_metrics",
        "web_content_metrics",
        "email_metrics",
        "search_metrics",
        "social_metrics",
        "support_metrics",
        "survey_metrics",
        "live_event_metrics",
        "app_metrics",
        "engagement_metrics",
    ]) }}
{% endmacro %}

{#-
    The raw tables that have base and staging models, channel by channel. The models that read every
    raw table (rejected_rows, nulled_values, build_audit, ...) loop over this list: dbt needs their
    refs while it parses, when the contract cannot be read yet. tests/test_conventions.py checks it
    against the models and the contract.
-#}
{% macro raw_tables() %}
    {{ return([
        "customers",
        "subscriptions",
        "orders",
        "refunds",
        "reviews",
        "experiments",
        "customer_identities",
        "sessions",
        "web_events",
        "social_followers",
        "social_mentions",
        "social_comments",
        "social_posts",
        "push_notifications",
        "app_ratings",
        "app_sessions",
        "app_installs",
        "survey_responses",
        "event_questions",
        "event_registrations",
        "live_events",
        "support_messages",
        "support_tickets",
        "search_performance",
        "email_events",
        "email_campaigns",
    ]) }}
{% endmacro %}


{#- The raw tables with money that int_<raw table>_converted turns into the base currency. -#}
{% macro converted_raw_tables() %}
    {{ return(["orders", "refunds"]) }}
{% endmacro %}

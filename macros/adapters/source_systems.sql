{#-
    The source systems that there are adapters for, in the order of the documentation: for each the
    raw tables that it fills, one model models/adapters/<system>/<system>__<raw table>.sql each, and
    the options that its connections have beside those of every connection, declared as in
    declared_vars of dbt_project.yml. dbt needs the list while it parses; tests/adapters checks it
    against the files.
-#}
{% macro source_systems() %}
    {{ return({
        "shopify": {"fills": ["customers", "orders", "refunds"], "options": {}},
        "ga4": {"fills": ["web_events", "app_installs", "app_sessions"], "options": {}},
        "google_search_console": {
            "fills": ["search_performance"],
            "options": {"search_types": {"type": "list", "items": {"type": "text"}}},
        },
        "snowplow": {
            "fills": ["web_events"],
            "options": {
                "visitor_id": {"type": "text", "allowed": ["domain_userid", "network_userid"]},
            },
        },
        "zendesk": {
            "fills": ["support_tickets", "support_messages", "customers", "survey_responses"],
            "options": {
                "bot_users": {"type": "list", "items": {"type": "text"}},
                "customers": {"type": "text", "allowed": ["users"]},
            },
        },
        "klaviyo": {
            "fills": ["email_events", "email_campaigns", "customers"],
            "options": {
                "promotions": {"type": "list", "items": {"type": "text"}},
                "transactional": {"type": "list", "items": {"type": "text"}},
            },
        },
        "stripe": {
            "fills": ["customers", "subscriptions", "orders", "refunds"],
            "options": {"orders": {"type": "text", "allowed": ["charges"]}},
        },
        "hubspot": {
            "fills": ["customers", "email_campaigns", "email_events", "support_tickets"],
            "options": {},
        },
        "mailchimp": {
            "fills": ["email_events", "email_campaigns", "customers"],
            "options": {
                "promotions": {"type": "list", "items": {"type": "text"}},
                "transactional": {"type": "list", "items": {"type": "text"}},
            },
        },
        "facebook_pages": {"fills": ["social_posts", "social_followers"], "options": {}},
        "instagram_business": {"fills": ["social_posts", "social_followers"], "options": {}},
        "qualtrics": {
            "fills": ["survey_responses"],
            "options": {
                "surveys": {"type": "mapping", "values": qualtrics_survey()},
                "ticket_id_of": {"type": "text"},
                "live_event_id_of": {"type": "text"},
            },
        },
        "eventbrite": {"fills": ["live_events", "event_registrations"], "options": {}},
    }) }}
{% endmacro %}


{#- The options of every connection, declared as in declared_vars of dbt_project.yml. -#}
{% macro connection_options() %}
    {%- set name = {
        "type": "text", "pattern": "[^'\"]+", "pattern_text": "a name without quotes",
    } -%}
    {{ return({
        "schema": name,
        "database": {"type": "text"},
        "files": {"type": "text"},
        "brand": {"type": "text"},
        "customer_id_of": {"type": "text"},
        "order_id_of": {"type": "text"},
    }) }}
{% endmacro %}


{#- The adapter models of the systems in the var sources that fill a raw table, as relations. -#}
{% macro adapters_of(raw_table) %}
    {%- set adapters = [] -%}
    {%- for system in checked_var("sources") if raw_table in source_systems()[system].fills -%}
        {%- do adapters.append(ref(system ~ "__" ~ raw_table)) -%}
    {%- endfor -%}
    {{ return(adapters) }}
{% endmacro %}


{#- Whether a build reads nothing of a user, but the demo company in seeds/raw. -#}
{% macro is_demo() %}
    {{ return(
        var("raw_files", none) is none and var("raw_schema", none) is none
        and not var("sources", none)
    ) }}
{% endmacro %}

{#-
    The channels of the seed activity_types, each of which has columns of its own in customers
    [customer-record]. A test of the seed holds both together.
-#}
{% macro activity_channels() %}
    {{ return([
        "web", "app", "email", "social", "support", "surveys", "live_events", "commerce",
    ]) }}
{% endmacro %}

{#-
    Fails the build when a column of a raw table loses too many of its values, or all of them, and
    warns when it loses some.

    model: nulled_values.
-#}
{% test nulled_values_within_limits(model) %}
    {{ check_fault_limits(
        nulled_value_counts(model),
        "are read as null",
        "nulled_values",
        {
            "percent": var("nulled_values_max_percent"),
            "count": var("nulled_values_max_count"),
            "tables": checked_var("nulled_values_limits"),
        },
    ) }}
{% endtest %}

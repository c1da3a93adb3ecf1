{#-
    Fails the build when a raw table has too many rejected rows, and warns when it has some.

    model: rejected_rows.
-#}
{% test rejected_rows_within_limits(model) %}
    {{ check_fault_limits(
        rejected_row_counts(model),
        "are rejected",
        "rejected_rows",
        {
            "percent": var("rejected_rows_max_percent"),
            "count": var("rejected_rows_max_count"),
            "tables": checked_var("rejected_rows_limits"),
        },
    ) }}
{% endtest %}

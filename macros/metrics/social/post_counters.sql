{#-
    Change of a cumulative counter of a post: its value minus the last known value of an earlier
    reading, or minus 0 if there is none [counter-change]. Null where the reading has no value. The
    changes of all readings add up to the last known value, also where a counter falls.

    counter: column of the value; post_id, captured_at: columns that name the reading.
-#}
{% macro counter_change(counter, post_id, captured_at) %}
    {{ counter }} - coalesce(
        last_value({{ counter }} ignore nulls) over (
            partition by {{ post_id }}
            order by {{ captured_at }}
            rows between unbounded preceding and 1 preceding
        ),
        0
    )
{% endmacro %}


{#- The counters of a post, as the contract names them. -#}
{% macro post_counters() %}
    {{ return([
        "impressions", "reach", "views", "likes", "comments", "shares", "saves", "link_clicks",
    ]) }}
{% endmacro %}

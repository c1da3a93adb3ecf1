{#-
    Change of a cumulative counter of a post: its value minus the last known value of an earlier
    reading, or minus 0 if there is none [counter-change]. Null where the reading has no value. The
    changes of all readings add up to the last known value, also where a counter falls.

    counter: column of the value; counted_since: columns that name what it counts, the post and, of
    a daily one, its day [daily-counters]; captured_at: column that orders the readings.
-#}
{% macro counter_change(counter, counted_since, captured_at) %}
    {{ counter }} - coalesce(
        last_value({{ counter }} ignore nulls) over (
            partition by {{ counted_since }}
            order by {{ captured_at }}
            rows between unbounded preceding and 1 preceding
        ),
        0
    )
{% endmacro %}


{#- The counters of a post that are metrics, as the contract names them. -#}
{% macro post_counters() %}
    {{ return([
        "impressions", "reach", "views", "likes", "comments", "shares", "saves", "link_clicks",
    ]) }}
{% endmacro %}


{#- All counters of a post: with what of them was paid for and what was not [paid-and-organic]. -#}
{% macro all_post_counters() %}
    {{ return(post_counters() + [
        "organic_impressions", "paid_impressions", "organic_views", "paid_views",
    ]) }}
{% endmacro %}

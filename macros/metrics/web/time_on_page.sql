{#-
    Seconds that a page was looked at: until the next page view of the session; for the last one
    its own engaged seconds; null for a refresh, which does not count as a view [time-on-page].
-#}
{% macro time_on_page(viewed_at, next_viewed_at, engaged_seconds, is_refresh, is_exit) %}
    case
        when {{ is_refresh }} then null
        when {{ is_exit }} then {{ engaged_seconds }}
        else {{ seconds_between(viewed_at, next_viewed_at) }}
    end
{% endmacro %}

{#-
    Whether a message arrived: its last delivery news decides, a bounce on a tie, and no news is
    good news [delivery-news].

    last_bounced_at, last_delivered_at: times of the last news of either kind; null = none.
-#}
{% macro is_delivered(last_bounced_at, last_delivered_at) -%}
    (
        {{ last_bounced_at }} is null
        or coalesce({{ last_delivered_at }} > {{ last_bounced_at }}, false)
    )
{%- endmacro %}

{#-
    Whether a message arrived: its last delivery or bounce event decides, and the bounce if both
    have the same time. Without any such event the message counts as delivered [delivery-news].

    last_bounced_at, last_delivered_at: times of the last event of each kind; null = none.
-#}
{% macro is_delivered(last_bounced_at, last_delivered_at) -%}
    (
        {{ last_bounced_at }} is null
        or coalesce({{ last_delivered_at }} > {{ last_bounced_at }}, false)
    )
{%- endmacro %}

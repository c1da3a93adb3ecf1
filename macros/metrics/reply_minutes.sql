{#-
    Minutes from a comment or mention to its answer. With 8 decimals the rounding of a sixtieth
    meets no tie, so that every engine rounds alike, and sums are exact.

    asked_at, replied_at: timestamps; null where there is no answer.
-#}
{% macro reply_minutes(asked_at, replied_at) %}
    {{ return(minutes_between(asked_at, replied_at, "decimal(18, 8)")) }}
{% endmacro %}

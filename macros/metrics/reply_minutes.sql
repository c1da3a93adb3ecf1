{#-
    Minutes from a comment or mention to its answer. As a decimal, because sums are then exact. It
    has 8 places, because a sixtieth never lies halfway between two such numbers: every engine
    rounds it alike.

    asked_at, replied_at: timestamps; null where there is no answer.
-#}
{% macro reply_minutes(asked_at, replied_at) %}
    {{ return(minutes_between(asked_at, replied_at, "decimal(18, 8)")) }}
{% endmacro %}

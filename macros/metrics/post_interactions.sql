{#-
    Interactions with a post: likes, comments and shares. Impressions, reach and views are being
    seen, saves and link clicks have metrics of their own; none of them is an interaction.

    likes, comments, shares: counters, or changes of them.
-#}
{% macro post_interactions(likes, comments, shares) %}
    {{ return(known_sum([likes, comments, shares])) }}
{% endmacro %}

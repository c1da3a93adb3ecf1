{#-
    Interactions with a post: likes, comments and shares. Impressions, reach and views are being
    seen, saves and link clicks have metrics of their own; none of them is an interaction.

    likes, comments, shares: counters, or changes of them.
-#}
{% macro post_interactions(likes, comments, shares) -%}
    {{ known_sum([likes, comments, shares]) }}
{%- endmacro %}


{#-
    The interactions of a reading that may stand over impressions or reach: those of a reading that
    knows the counter, else unknown, for a platform may tell likes and no reach
    [rated-interactions].

    interactions: of the reading; counter: its change of impressions or reach.
-#}
{% macro interactions_with(interactions, counter) -%}
    case when {{ counter }} is not null then {{ interactions }} end
{%- endmacro %}

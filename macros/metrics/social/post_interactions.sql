{#-
    Interactions with a post: likes, comments and shares. The other counters are no interactions:
    impressions, reach and views say that the post was seen, saves and link clicks have metrics of
    their own.

    likes, comments, shares: counters, or changes of them.
-#}
{% macro post_interactions(likes, comments, shares) -%}
    {{ known_sum([likes, comments, shares]) }}
{%- endmacro %}


{#-
    The interactions of a reading as the numerator over impressions or reach: null where the reading
    has no value of that counter. A platform may report likes but no reach; its likes must then not
    be divided by the reach of other readings [rated-interactions].

    interactions: of the reading; counter: its change of impressions or reach.
-#}
{% macro interactions_with(interactions, counter) -%}
    case when {{ counter }} is not null then {{ interactions }} end
{%- endmacro %}

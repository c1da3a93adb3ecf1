{#-
    Positions in the search results [weighted-position]. A mean position is weighted by impressions,
    and a row without a position is in neither of its parts. position, impressions: columns.
-#}

{#- Numerator: a row's position times its impressions, exact; null without a position. -#}
{% macro position_impressions(position, impressions) -%}
    cast({{ position }} * {{ impressions }} as decimal(38, 6))
{%- endmacro %}


{#- Denominator: a row's impressions, of those with a position; 0 without one. -#}
{% macro ranked_impressions(position, impressions) -%}
    case when {{ position }} is not null then {{ impressions }} else 0 end
{%- endmacro %}


{#-
    Places between two mean positions, below 0 for a rise; null if one of them is none. Made from
    the parts, over a common denominator, because the difference of two equal means, as doubles, may
    be a rise by the last bit. Arguments: the two parts (a decimal and a bigint), now and before.
-#}
{% macro position_change(
    position_impressions,
    ranked_impressions,
    previous_position_impressions,
    previous_ranked_impressions
) %}
    {%- set difference -%}
        {{ position_impressions }} * {{ previous_ranked_impressions }}
        - {{ previous_position_impressions }} * {{ ranked_impressions }}
    {%- endset -%}
    {{ ratio(ratio(difference, ranked_impressions), previous_ranked_impressions) }}
{%- endmacro %}


{#-
    Whether a mean position is among the best (var top_position). No quotient, so that a mean of
    exactly the limit cannot miss it; without ranked impressions there is no mean.
    position_impressions, ranked_impressions: sums of the two parts.
-#}
{% macro is_top_position(position_impressions, ranked_impressions) -%}
    coalesce(
        {{ ranked_impressions }} > 0
        and {{ position_impressions }} <= {{ var("top_position") }} * {{ ranked_impressions }},
        false
    )
{%- endmacro %}

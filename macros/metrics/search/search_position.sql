{#-
    Positions in the search results [weighted-position]. A mean position is weighted by impressions,
    and a row without a position counts in neither part. position, impressions: columns.
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
    Change of a mean position in places, below 0 for a rise; null if one of the two is null. It is
    made from the parts, over a common denominator: two equal means, as doubles, may differ in the
    last bit, which would count as a rise. Arguments: the two parts (a decimal and a bigint), now
    and before.
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
    Whether a mean position is among the best (var top_position). It multiplies instead of dividing,
    so that rounding cannot miss a mean of exactly the limit. False without ranked impressions.
    position_impressions, ranked_impressions: sums of the two parts.
-#}
{% macro is_top_position(position_impressions, ranked_impressions) -%}
    coalesce(
        {{ ranked_impressions }} > 0
        and {{ position_impressions }} <= {{ var("top_position") }} * {{ ranked_impressions }},
        false
    )
{%- endmacro %}

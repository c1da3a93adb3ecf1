{#-
    What a row says of the feeling of whoever wrote it [activity-feeling]: positive, negative,
    neutral, or null where it says nothing. Arguments: SQL expressions of the row.
-#}

{#- Of what was judged by its words: positive, negative, neutral or question. -#}
{% macro feeling_of_sentiment(sentiment) -%}
    case
        when lower({{ sentiment }}) in ('positive', 'negative') then lower({{ sentiment }})
        when {{ sentiment }} is not null then 'neutral'
    end
{%- endmacro %}


{#- Of one to five stars. -#}
{% macro feeling_of_stars(stars) -%}
    case
        when {{ stars }} < {{ var("negative_stars_below") }} then 'negative'
        when {{ stars }} >= {{ var("positive_stars_from") }} then 'positive'
        when {{ stars }} is not null then 'neutral'
    end
{%- endmacro %}


{#- Of an answer to a survey, by its scale. -#}
{% macro feeling_of_score(survey_type, score) -%}
    case
        when {{ survey_type }} = 'nps' and {{ is_promoter(score) }} then 'positive'
        when {{ survey_type }} = 'nps' and {{ is_detractor(score) }} then 'negative'
        when {{ survey_type }} = 'nps' and {{ score }} is not null then 'neutral'
        when {{ survey_type }} <> 'nps' and {{ is_csat_positive(score) }} then 'positive'
        when {{ survey_type }} <> 'nps' and {{ score }} is not null then 'negative'
    end
{%- endmacro %}

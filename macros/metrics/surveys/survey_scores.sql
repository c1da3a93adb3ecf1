{#-
    What the scores of a survey say. score: SQL expression, on the scale of its survey_type.
-#}

{#- Every nps answer is exactly one of the three: promoter, passive or detractor. -#}
{% macro is_promoter(score) -%}
    ({{ score }} >= {{ var("nps_promoter_from") }})
{%- endmacro %}

{% macro is_passive(score) -%}
    ({{ score }} >= {{ var("nps_passive_from") }} and not {{ is_promoter(score) }})
{%- endmacro %}

{% macro is_detractor(score) -%}
    ({{ score }} < {{ var("nps_passive_from") }})
{%- endmacro %}


{#- Whether a csat answer is a satisfied one. -#}
{% macro is_csat_positive(score) -%}
    ({{ score }} >= {{ var("csat_positive_from") }})
{%- endmacro %}


{#-
    A table of every whole score that can be given, by the var survey_scales: columns survey_type
    and score.
-#}
{% macro possible_scores() %}
    {%- for survey_type, scale in checked_var("survey_scales").items() -%}
    {%- set outer = loop -%}
    {%- for score in range(scale.lowest, scale.highest + 1) -%}
    select
        '{{ survey_type }}' as survey_type,
        cast({{ score }} as decimal(18, 6)) as score
    {%- if not (loop.last and outer.last) %}
    union all
    {% endif -%}
    {%- endfor -%}
    {%- endfor -%}
{% endmacro %}

{#-
    The parts of the health score [health-score], each from 0 to 100, or null where it is unknown.
    Arguments: SQL expressions.
-#}

{#- The names of the parts, as in the seed health_parts. -#}
{% macro health_parts() %}
    {{ return(["satisfaction", "support", "activity", "spend"]) }}
{% endmacro %}


{#- The survey types that the satisfaction is made of. -#}
{% macro scored_surveys() %}
    {{ return(["nps", "csat", "ces"]) }}
{% endmacro %}


{#-
    The mean of a customer's answers, each between the ends of its scale (var survey_scales), as an
    aggregate over the answers. The lengths of the scales have one common denominator, so that the
    quotient is one of whole numbers.
-#}
{% macro satisfaction_health(survey_type, score) -%}
    {%- set scales = checked_var("survey_scales") -%}
    {%- set lengths = namespace(product=1) -%}
    {%- for name in scored_surveys() -%}
        {%- set scale = scales[name] -%}
        {%- set lengths.product = lengths.product * (scale.highest - scale.lowest) -%}
    {%- endfor -%}
    {%- set shares -%}
        case {{ survey_type }}
        {%- for name in scored_surveys() %}
        {%- set scale = scales[name] %}
            when '{{ name }}'
                then
                    {{ 100 * lengths.product // (scale.highest - scale.lowest) }}
                    * ({{ score }} - ({{ scale.lowest }}))
        {%- endfor %}
        end
    {%- endset -%}
    {{ rounded_ratio("sum(" ~ shares ~ ")", "(" ~ lengths.product ~ " * count(*))") }}
{%- endmacro %}


{#- What a ticket weighs: a solution that did not hold, or none yet, is more than a question. -#}
{% macro ticket_load(is_reopened, is_resolved) -%}
    1
    + case when {{ is_reopened }} then 2 else 0 end
    + case when {{ is_resolved }} then 0 else 2 end
{%- endmacro %}


{#- What a load of tickets leaves of 100; from the var health_full_ticket_load on nothing. -#}
{% macro support_health(load) -%}
    {%- set full = var("health_full_ticket_load") -%}
    {{ rounded_ratio("(100 * greatest(0, " ~ full ~ " - " ~ load ~ "))", full) }}
{%- endmacro %}


{#-
    An amount of a window against that of the window before it; in hundredths, so that cents make a
    quotient of whole numbers.
-#}
{% macro compared_health(now, before) %}
    case
        when {{ before }} > 0
            then {{ rounded_ratio(
                "(10000 * greatest(0, least(" ~ now ~ ", " ~ before ~ ")))",
                "(100 * " ~ before ~ ")"
            ) }}
        when {{ now }} > 0 then 100
    end
{% endmacro %}

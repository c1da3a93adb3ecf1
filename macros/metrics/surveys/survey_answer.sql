{#-
    Whether and when a survey was answered [survey-answers].
-#}

{#- Whether a row of survey_responses is an answer: any part of one is known. -#}
{% macro is_answered(responded_at, score, body) -%}
    ({{ responded_at }} is not null or {{ score }} is not null or {{ body }} is not null)
{%- endmacro %}


{#- When an answer was given: without a time of its own, at the time of the invitation. -#}
{% macro answered_at(responded_at, invited_at) -%}
    coalesce({{ responded_at }}, {{ invited_at }})
{%- endmacro %}


{#- The time that dates a row in the response rate: the invitation, else the answer. -#}
{% macro invitation_at(invited_at, responded_at) -%}
    coalesce({{ invited_at }}, {{ responded_at }})
{%- endmacro %}


{#- Whether somebody contacted the respondent, at the time of the answer or later. -#}
{% macro is_followed_up(followed_up_at, answered_at) -%}
    coalesce({{ followed_up_at }} >= {{ answered_at }}, false)
{%- endmacro %}

{#- Both rates of the catalog speak of the same comments. -#}
{{ config(group="social") }}

select *
from {{ ref("social_metrics") }}
where
    answerable_comments <> question_comments + negative_comments
    or answered_comments > answerable_comments
    or positive_comments + answerable_comments > judged_comments

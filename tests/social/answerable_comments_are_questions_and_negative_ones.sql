{#- Both rates of the catalog speak of the same comments. -#}
{{ config(
    group="social",
    meta={
        "failure":
            "A row of social_metrics has more answered than answerable comments, or others than "
            "the questions and the negative ones.",
    },
) }}

select *
from {{ ref("social_metrics") }}
where
    answerable_comments <> question_comments + negative_comments
    or answered_comments > answerable_comments
    or positive_comments + answerable_comments > judged_comments

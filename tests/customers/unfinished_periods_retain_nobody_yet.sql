{#-
    Who stays away is known when the period is over, and not before [retained-people]; stickiness
    and scores are of months that are over [month-stickiness] [fully-engaged-share].
-#}
{{ config(
    group="customers",
    meta={
        "failure":
            "An unfinished period of engagement_metrics has people who stayed or left, a "
            "stickiness or a score, or a period that is no month has one of the last two.",
    },
) }}

select *
from {{ ref("engagement_metrics") }}
where
    (not is_complete and coalesce(retained_people, lapsed_people) is not null)
    or (
        (not is_complete or period_grain <> 'month')
        and coalesce(stickiness, scored_customers) is not null
    )
    or (dimension = 'channel' and scored_customers is not null)

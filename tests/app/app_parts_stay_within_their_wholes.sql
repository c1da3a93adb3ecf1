{#-
    What is a share of something is no more than it, in every row: retained of eligible of all
    installs, opened and returned of delivered, active users of sessions.
-#}
{{ config(
    group="app",
    meta={
        "failure":
            "A part in app_metrics, such as retained installs or opened pushes, is more than what "
            "it is a part of.",
    },
) }}

select *
from {{ ref("app_metrics") }}
where
    day1_retained_installs > day1_eligible_installs
    or day7_retained_installs > day7_eligible_installs
    or day30_retained_installs > day30_eligible_installs
    -- A later day is over later, so that fewer installs have seen it.
    or day1_eligible_installs > installs
    or day7_eligible_installs > day1_eligible_installs
    or day30_eligible_installs > day7_eligible_installs
    or push_opened > push_delivered
    or push_returned > push_delivered
    or app_active_users > app_sessions
    or (app_sessions > 0 and app_active_users = 0)

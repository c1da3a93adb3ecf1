{#- An unfinished period is compared with nothing [unfinished-rates]. -#}
{{ config(
    group="social",
    meta={
        "failure":
            "An unfinished period of social_metrics has a growth of followers, which compares it "
            "with a finished one.",
    },
) }}

select *
from {{ ref("social_metrics") }}
where
    not is_complete
    and coalesce(follower_growth, followers_change) is not null

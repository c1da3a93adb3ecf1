{#- An unfinished period is compared with nothing [unfinished-rates]. -#}
{{ config(group="social") }}

select *
from {{ ref("social_metrics") }}
where
    not is_complete
    and coalesce(follower_growth, followers_change) is not null

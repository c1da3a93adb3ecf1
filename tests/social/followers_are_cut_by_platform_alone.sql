{#-
    In the total, in the platforms and in the other dimensions the same people follow: platforms
    whose row is there cannot have more than all, and a row of a post type has all.
-#}
{{ config(
    group="social",
    meta={"failure": "The followers of a period in social_metrics differ between its dimensions."},
) }}

with

totals as (

    select
        period_grain,
        period_start,
        followers
    from {{ ref("social_metrics") }}
    where dimension = 'all'

),

platforms as (

    select
        period_grain,
        period_start,
        sum(followers) as followers
    from {{ ref("social_metrics") }}
    where dimension = 'platform'
    group by all

),

others as (

    select *
    from {{ ref("social_metrics") }}
    where dimension in ('post_type', 'topic', 'campaign')

)

select
    totals.period_grain,
    totals.period_start
from totals
inner join platforms
    on
        totals.period_grain = platforms.period_grain
        and totals.period_start = platforms.period_start
where platforms.followers > totals.followers

union all

select
    totals.period_grain,
    totals.period_start
from totals
inner join others
    on
        totals.period_grain = others.period_grain
        and totals.period_start = others.period_start
where others.followers is distinct from totals.followers

{#-
    In the total, in platforms and brands, and in the other dimensions the same people follow: the
    platforms whose row is there cannot have more than all, nor the brands, and a row of a post type
    has all.
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

accounts as (

    select
        period_grain,
        period_start,
        dimension,
        sum(followers) as followers
    from {{ ref("social_metrics") }}
    where dimension in ('platform', 'brand')
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
inner join accounts
    on
        totals.period_grain = accounts.period_grain
        and totals.period_start = accounts.period_start
where accounts.followers > totals.followers

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

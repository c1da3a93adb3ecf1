{#- Every scored customer is in one decile and at one level [score-backtest]. -#}
{{ config(
    group="customers",
    meta={
        "failure":
            "The deciles or the levels of a month of score_backtest do not add up to its row of "
            "all, or a scored customer is in none.",
    },
) }}

with

groups as (

    select
        month_start,
        dimension,
        sum(customers) as customers,
        sum(active_customers) as active_customers,
        sum(buyers) as buyers,
        sum(net_revenue) as net_revenue
    from {{ ref("score_backtest") }}
    group by all

),

scored as (

    select
        month_start,
        count(*) as scored_customers
    from {{ ref("customer_engagement_monthly") }}
    group by month_start

)

select groups.*
from groups
inner join scored
    on groups.month_start = scored.month_start
left join groups as whole
    on
        groups.month_start = whole.month_start
        and whole.dimension = 'all'
where
    groups.customers <> scored.scored_customers
    or groups.active_customers is distinct from whole.active_customers
    or groups.buyers is distinct from whole.buyers
    or groups.net_revenue is distinct from whole.net_revenue

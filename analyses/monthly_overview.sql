-- The last finished months of the company at a glance, as a start for an analysis of your own:
-- `dbt compile --select monthly_overview`, then run the compiled SQL on the published copy.
with

commerce_metrics as (

    select * from {{ ref("commerce_metrics") }}
    where
        period_grain = 'month'
        and dimension = 'all'
        and is_complete

),

customer_retention as (

    select * from {{ ref("customer_retention") }}
    where
        period_grain = 'month'
        and dimension = 'all'
        and basis = {{ string_literal(var("churn_basis")) }}

),

final as (

    select
        commerce_metrics.period_start,
        commerce_metrics.orders,
        commerce_metrics.net_revenue,
        commerce_metrics.repeat_purchase_rate,
        customer_retention.churn_rate
    from commerce_metrics
    left join customer_retention
        on commerce_metrics.period_start = customer_retention.period_start

)

select * from final
order by period_start desc

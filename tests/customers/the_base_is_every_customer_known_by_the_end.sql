{#-
    In all and per channel, customer_base is everybody known by the last day of the period
    [customer-base]. Of the attributes, people_add_up_in_every_row compares it with the scores.
-#}
{{ config(
    group="customers",
    meta={
        "failure":
            "The customer_base of a row of engagement_metrics is not the customers who are known "
            "by the last day of its period.",
    },
) }}

with

metrics as (

    select
        *,
        {{ period_end_of("period_grain", "period_start") }} as period_end
    from {{ ref("engagement_metrics") }}

),

known_customers as (

    select
        known_date,
        count(*) as customers
    from {{ ref("int_customers_known") }}
    group by known_date

),

expected as (

    select
        periods.period_end,
        sum(known_customers.customers) as customers
    from (select distinct period_end from metrics) as periods
    inner join known_customers
        on periods.period_end >= known_customers.known_date
    group by periods.period_end

)

select
    metrics.*,
    expected.customers
from metrics
left join expected
    on metrics.period_end = expected.period_end
where
    metrics.dimension in ('all', 'channel')
    and metrics.customer_base <> coalesce(expected.customers, 0)

{#- Idle customers too, from the month in which they are known on [engagement-window]. -#}
{{ config(
    group="customers",
    meta={
        "failure":
            "A month of customer_engagement_monthly has more or fewer customers than are known by "
            "its end.",
    },
) }}

with

months as (

    select
        month_start,
        {{ period_end("month", "month_start") }} as month_end,
        count(*) as scored_customers
    from {{ ref("customer_engagement_monthly") }}
    group by month_start

),

known as (

    select
        months.month_start,
        count(*) as known_customers
    from months
    inner join {{ ref("int_customers_known") }} as customers
        on months.month_end >= customers.known_date
    group by months.month_start

)

select
    months.*,
    known.known_customers
from months
left join known
    on months.month_start = known.month_start
where months.scored_customers <> coalesce(known.known_customers, 0)

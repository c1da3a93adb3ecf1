{%- set groups = 5 -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

rfm_segments as (

    select * from {{ ref("rfm_segments") }}

),

revenue as (

    select
        daily.customer_id,
        sum(daily.orders) as orders,
        min(daily.revenue_date) filter (where daily.orders > 0) as first_order_date,
        max(daily.revenue_date) filter (where daily.orders > 0) as last_order_date,
        sum(daily.gross_revenue) as gross_revenue,
        sum(daily.net_revenue) as net_revenue
    from {{ ref("int_customer_revenue_daily") }} as daily
    inner join as_of_date
        on daily.revenue_date <= as_of_date.as_of_date
    group by daily.customer_id

),

-- Refunds alone make no buyer.
buyers as (

    select
        revenue.customer_id,
        {{ dbt.datediff("revenue.last_order_date", "as_of_date.as_of_date", "day") }}
            as recency_days,
        revenue.orders as frequency,
        revenue.net_revenue as monetary,
        {{ equal_group("revenue.last_order_date", groups) }} as recency_quintile,
        {{ equal_group("revenue.orders", groups) }} as frequency_quintile,
        {{ equal_group("revenue.net_revenue", groups) }} as monetary_quintile,
        {{ dbt.datediff("revenue.first_order_date", "as_of_date.as_of_date", "day") }} + 1
            as customer_days
    from revenue
    cross join as_of_date
    where revenue.orders > 0

),

quintiles as (

    select distinct
        recency_quintile,
        frequency_quintile,
        monetary_quintile
    from buyers

),

segments as (

    select
        quintiles.recency_quintile,
        quintiles.frequency_quintile,
        quintiles.monetary_quintile,
        min_by(rfm_segments.rfm_segment, rfm_segments.segment_order) as rfm_segment
    from quintiles
    inner join rfm_segments
        on
            quintiles.recency_quintile between rfm_segments.recency_from
            and rfm_segments.recency_to
            and quintiles.frequency_quintile between rfm_segments.frequency_from
            and rfm_segments.frequency_to
            and quintiles.monetary_quintile between rfm_segments.monetary_from
            and rfm_segments.monetary_to
    group by all

),

final as (

    select
        revenue.customer_id,

        revenue.orders,
        revenue.first_order_date,
        revenue.last_order_date,

        revenue.gross_revenue,
        revenue.net_revenue,

        buyers.recency_days,
        buyers.frequency,
        buyers.monetary,
        buyers.recency_quintile,
        buyers.frequency_quintile,
        buyers.monetary_quintile,
        segments.rfm_segment,

        {{ customer_years("buyers.customer_days") }} as customer_years
    from revenue
    left join buyers
        on revenue.customer_id = buyers.customer_id
    left join segments
        on
            buyers.recency_quintile = segments.recency_quintile
            and buyers.frequency_quintile = segments.frequency_quintile
            and buyers.monetary_quintile = segments.monetary_quintile

)

select * from final

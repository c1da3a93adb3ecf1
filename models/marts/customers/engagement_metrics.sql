{%- set attributes = engagement_attributes() -%}

with

active_people as (

    select * from {{ ref("int_active_people_counted") }}

),

first_activity as (

    select min(activity_date) as first_activity_date from {{ ref("int_active_days_compared") }}

),

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

known_customers as (

    select
        customers.*,
        known_customers.known_date
    from {{ ref("int_customers_known") }} as known_customers
    left join customers
        on known_customers.customer_id = customers.customer_id

),

scored_customers as (

    select
        customers.*,
        'month' as period_grain,
        scores.month_start as period_start,
        scores.engagement_level = '{{ engaged_level() }}' as is_fully_engaged
    from {{ ref("customer_engagement_monthly") }} as scores
    left join customers
        on scores.customer_id = customers.customer_id
    where {{ is_metric_grain("'month'") }}

),

scores as (

    {{ per_cut_of_keys("scored_customers", ["period_grain", "period_start"], ["all"] + attributes, {
        "scored_customers": "count(*)",
        "fully_engaged_customers": "count(*) filter (where is_fully_engaged)",
    }) }}

),

total_rows as (

    {{ total_rows("first_activity") }}

),

parts as (

    {{ metrics_table([], [
        {"counted": "active_people", "parts": {
            "active_people": part_sum("active_people", empty=0),
            "new_active_people": part_sum("new_active_people", empty=0),
            "counted_retained_people": part_sum("retained_people", empty=0),
            "active_customers": part_sum("active_customers", empty=0),
            "person_channels": part_sum("person_channels", empty=0),
            "active_person_days": part_sum("active_person_days", empty=0),
        }},
        {"counted": "scores", "parts": {
            "counted_fully_engaged_customers": part_sum("fully_engaged_customers", empty=0),
            "counted_scored_customers": part_sum("scored_customers", empty=0),
        }},
    ], rows="total_rows") }}

),

newly_known as (

    {{ per_cut("known_customers", "known_date", attributes, {"customers": "count(*)"}) }}

    union all

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        0 as customers
    from parts

),

customer_bases as (

    select distinct
        period_grain,
        period_start,
        dimension,
        dimension_value,
        cast(sum(customers) over (
            partition by period_grain, dimension, dimension_value
            order by period_start
            range between unbounded preceding and current row
        ) as bigint) as customer_base
    from newly_known

),

compared as (

    select
        parts.*,
        coalesce({{ in_period_before("active_people") }}, 0) as counted_previous_people,
        {{ is_period_before_known(
            previous_period_start("parts.period_grain", "parts.period_start"),
            "first_activity.first_activity_date"
        ) }} as is_period_before_known,
        parts.dimension <> 'channel'
        and sum(parts.counted_scored_customers) over (
            partition by parts.period_grain, parts.period_start
        ) > 0 as is_scored
    from parts
    cross join first_activity

),

final as (

    select
        compared.period_grain,
        compared.period_start,
        compared.dimension,
        compared.dimension_value,
        compared.is_complete,

        compared.active_people,
        compared.new_active_people,
        compared.active_people - compared.new_active_people as returning_active_people,
        case
            when compared.is_period_before_known then compared.counted_previous_people
        end as previous_active_people,
        case
            when {{ is_comparable("compared.is_complete", "compared.is_period_before_known") }}
                then compared.counted_retained_people
        end as retained_people,
        previous_active_people - retained_people as lapsed_people,
        compared.active_people - compared.new_active_people - compared.counted_retained_people
            as reactivated_people,
        compared.active_customers,
        customer_bases.customer_base,
        compared.person_channels,
        compared.active_person_days,
        case
            when compared.is_scored then compared.counted_fully_engaged_customers
        end as fully_engaged_customers,
        case
            when compared.is_scored then compared.counted_scored_customers
        end as scored_customers,

        {{ ratio("compared.active_customers", "customer_bases.customer_base", 100) }}
            as participation_rate,
        {{ ratio("retained_people", "previous_active_people", 100) }} as active_retention_rate,
        {{ ratio("lapsed_people", "previous_active_people", 100) }} as active_churn_rate,
        case
            when compared.period_grain = 'month' and compared.is_complete
                then {{ month_stickiness(
                    "compared.active_person_days", "compared.active_people", "compared.period_start"
                ) }}
        end as stickiness,
        {{ ratio("compared.person_channels", "compared.active_people") }} as channels_per_person,
        {{ ratio("fully_engaged_customers", "scored_customers", 100) }} as fully_engaged_share
    from compared
    -- A row of a channel is compared with all customers.
    inner join customer_bases
        on
            compared.period_grain = customer_bases.period_grain
            and compared.period_start = customer_bases.period_start
            and case compared.dimension when 'channel' then 'all' else compared.dimension end
            = customer_bases.dimension
            and case compared.dimension when 'channel' then 'all' else compared.dimension_value end
            = customer_bases.dimension_value

)

select * from final

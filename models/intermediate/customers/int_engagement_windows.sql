with

person_activity as (

    select * from {{ ref("person_activity") }}

),

activity_types as (

    select * from {{ ref("activity_types") }}

),

customers as (

    select * from {{ ref("int_customers_known") }}

),

periods as (

    select * from {{ ref("int_periods") }}
    where
        period_grain = 'month'
        and is_complete

),

first_activity as (

    select min(activity_date) as first_active_date
    from person_activity
    where makes_active

),

scored_months as (

    select
        periods.period_start as month_start,
        periods.period_end as month_end
    from periods
    inner join first_activity
        on first_activity.first_active_date <= {{ engagement_window_start("periods.period_start") }}

),

-- Each scored month with each month of its window.
window_months as (

    {% for months_before in range(var("engagement_window_months")) -%}
    select
        month_start,
        cast({{ dbt.dateadd("month", -1 * months_before, "month_start") }} as date)
            as activity_month
    from scored_months
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

-- The caps are per day and type; person_activity also tells rules and feelings apart.
type_days as (

    select
        customer_id,
        activity_date,
        activity_type,
        sum(activities) as activities,
        bool_or(feeling = 'negative') as is_negative,
        bool_or(feeling = 'positive') as is_positive
    from person_activity
    where customer_id is not null
    group by all

),

judged as (

    select
        type_days.*,
        activity_types.channel,
        activity_types.is_voice,
        {{ is_engagement("activity_types.makes_active", "activity_types.is_purchase") }}
            as is_engagement,
        {{ activity_points(
            "type_days.activities", "activity_types.points", "activity_types.daily_cap"
        ) }} as points
    from type_days
    inner join activity_types
        on type_days.activity_type = activity_types.activity_type

),

days as (

    select
        customer_id,
        activity_date,
        {{ period_start("month", "activity_date") }} as activity_month,
        bool_or(is_engagement) as is_active,
        sum(points) filter (where is_engagement) as points,
        sum(activities) filter (where is_engagement and is_voice) as voices,
        case
            when bool_or(is_negative) then 'negative'
            when bool_or(is_positive) then 'positive'
        end as feeling
    from judged
    group by all

),

months as (

    select
        customer_id,
        activity_month,
        count(*) filter (where is_active) as active_days,
        sum(points) as points,
        sum(voices) as voices,
        max(activity_date) filter (where feeling is not null) as feeling_date,
        max_by(feeling, activity_date) filter (where feeling is not null) as feeling
    from days
    group by all

),

month_channels as (

    select distinct
        customer_id,
        {{ period_start("month", "activity_date") }} as activity_month,
        channel
    from judged
    where is_engagement

),

windows as (

    select
        months.customer_id,
        window_months.month_start,
        sum(months.active_days) as active_days,
        sum(months.points) as points,
        sum(months.voices) as voices,
        max_by(months.feeling, months.feeling_date) filter (where months.feeling is not null)
            as last_feeling
    from months
    inner join window_months
        on months.activity_month = window_months.activity_month
    group by all

),

window_channels as (

    select
        month_channels.customer_id,
        window_months.month_start,
        count(distinct month_channels.channel) as channels
    from month_channels
    inner join window_months
        on month_channels.activity_month = window_months.activity_month
    group by all

),

final as (

    select
        customers.customer_id,
        scored_months.month_start,
        {{ is_new_customer("customers.known_date", "scored_months.month_end") }} as is_new,
        cast(coalesce(windows.active_days, 0) as bigint) as active_days,
        cast(coalesce(window_channels.channels, 0) as bigint) as channels,
        cast(coalesce(windows.points, 0) as bigint) as points,
        cast(coalesce(windows.voices, 0) as bigint) as voices,
        windows.last_feeling
    from customers
    inner join scored_months
        on customers.known_date <= scored_months.month_end
    left join windows
        on
            customers.customer_id = windows.customer_id
            and scored_months.month_start = windows.month_start
    left join window_channels
        on
            customers.customer_id = window_channels.customer_id
            and scored_months.month_start = window_channels.month_start

)

select * from final

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

raw_activity as (

    select min(first_activity_date) as first_activity_date from {{ ref("int_raw_activity") }}

),

-- Whole years, so that a report has all the months of each.
years as (

    select
        {{ period_start("year", "raw_activity.first_activity_date") }} as first_date,
        {{ period_end("year", period_start("year", "as_of_date.as_of_date")) }} as last_date
    from raw_activity
    cross join as_of_date

),

days as (

    {{ date_series("years", "first_date", "last_date") }}

),

weeks as (

    select
        date_day,
        {{ period_start("week", "date_day") }} as week_start,
        {{ dbt.datediff(period_start("week", "date_day"), "date_day", "day") }} + 1
            as weekday_number
    from days

),

final as (

    select
        weeks.date_day,

        weeks.week_start,
        {{ period_start("month", "weeks.date_day") }} as month_start,
        {{ period_start("quarter", "weeks.date_day") }} as quarter_start,
        {{ period_start("year", "weeks.date_day") }} as year_start,

        -- An ISO week belongs to the year of its Thursday.
        extract(year from {{ dbt.dateadd("day", 3, "weeks.week_start") }}) as iso_year,
        extract(week from weeks.date_day) as iso_week,
        extract(year from weeks.date_day) as calendar_year,
        extract(quarter from weeks.date_day) as quarter_number,
        extract(month from weeks.date_day) as month_number,
        extract(day from weeks.date_day) as day_of_month,
        weeks.weekday_number,
        {{ weekday_name("weeks.date_day") }} as weekday,
        weeks.weekday_number >= 6 as is_weekend,

        {{ is_period_complete("weeks.date_day", "as_of_date.as_of_date") }} as is_complete
    from weeks
    cross join as_of_date

)

select * from final

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

days as (

    {{ date_series("as_of_date", "calendar_start", "as_of_date") }}

),

periods as (

    {% for period_grain in calendar_grains() -%}
    select distinct
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, "date_day") }} as period_start,
        {{ period_end(period_grain, period_start(period_grain, "date_day")) }} as period_end
    from days
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

final as (

    select
        periods.period_grain,
        periods.period_start,
        periods.period_end,
        {{ is_period_complete("periods.period_end", "as_of_date.as_of_date") }} as is_complete,
        {{ last_known_day(
            "periods.period_start", "periods.period_end", "as_of_date.as_of_date"
        ) }} as last_known_day
    from periods
    cross join as_of_date

)

select * from final

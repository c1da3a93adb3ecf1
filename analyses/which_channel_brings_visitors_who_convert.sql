-- Which channel brings visitors who convert?
-- One row per channel group, for the sessions of the last 90 days, bots left out, the most
-- conversions first. visitor_conversion_rate: of 100 visitors of the channel so many converted.
-- Read it beside visitors: below some 30 a rate may be chance. A visitor who came on two channels
-- stands in both rows, so that visitors are not added up.
{%- set days = 90 %}

with

last_day as (

    select max(date_day) as last_day from {{ ref("dates") }}
    where is_complete

),

sessions as (

    select web_sessions.*
    from {{ ref("web_sessions") }} as web_sessions
    inner join last_day
        on
            web_sessions.session_date > {{ dbt.dateadd("day", -days, "last_day.last_day") }}
            and web_sessions.session_date <= last_day.last_day
    where not web_sessions.is_bot

),

channels as (

    select
        channel_group,
        count(*) as sessions,
        count(distinct visitor_id) as visitors,
        count(distinct visitor_id) filter (where conversions > 0) as converted_visitors,
        sum(conversions) as conversions
    from sessions
    group by channel_group

),

final as (

    select
        *,
        {{ ratio("converted_visitors", "visitors", 100) }} as visitor_conversion_rate
    from channels

)

select * from final
order by conversions desc, channel_group asc

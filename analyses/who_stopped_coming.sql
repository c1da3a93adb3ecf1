-- Who stopped coming?
-- One row per person who was active on at least 6 days and has now been silent for three times
-- their own usual gap between such days, and for at least 30 days; who came most often first.
-- usual_gap_days is the mean gap between the first and the last active day, last_did what they did
-- on the last one. A person without a customer_id is a visitor, device or contact that nobody is
-- known behind: they may go on as somebody else.
{%- set active_days = 6 %}
{%- set gaps = 3 %}
{%- set least_days = 30 %}

with

last_day as (

    select max(date_day) as last_day from {{ ref("dates") }}
    where is_complete

),

activities as (

    select
        activities.*,
        last_day.last_day
    from {{ ref("person_activity") }} as activities
    inner join last_day
        on activities.activity_date <= last_day.last_day
    where activities.makes_active

),

people as (

    select
        person_id,
        last_day,
        max(customer_id) as customer_id,
        count(distinct activity_date) as active_days,
        min(activity_date) as first_active_date,
        max(activity_date) as last_active_date
    from activities
    group by person_id, last_day

),

last_activities as (

    select
        people.person_id,
        min(activities.activity_type) as last_did
    from people
    inner join activities
        on
            people.person_id = activities.person_id
            and people.last_active_date = activities.activity_date
    group by people.person_id

),

gaps as (

    select
        *,
        {{ ratio(
            dbt.datediff("first_active_date", "last_active_date", "day"), "active_days - 1"
        ) }} as usual_gap_days,
        {{ dbt.datediff("last_active_date", "last_day", "day") }} as silent_days
    from people

),

final as (

    select
        gaps.person_id,
        gaps.customer_id,
        gaps.active_days,
        gaps.usual_gap_days,
        gaps.silent_days,
        gaps.last_active_date,
        last_activities.last_did
    from gaps
    inner join last_activities
        on gaps.person_id = last_activities.person_id
    where
        gaps.active_days >= {{ active_days }}
        and gaps.silent_days >= {{ least_days }}
        and gaps.silent_days >= {{ gaps }} * gaps.usual_gap_days

)

select * from final
order by active_days desc, silent_days desc, person_id asc

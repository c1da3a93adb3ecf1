{#-
    The people of a month and of the one before, in all and per channel, met person by person
    [retained-people]; and on how many channels they were [person-channels]. The model counts days
    beside the day before instead.
-#}
{{ config(
    group="customers",
    meta={
        "failure":
            "The months of engagement_metrics have other people than those who were active in the "
            "month, in the month before, or on several channels.",
    },
) }}

with

channel_months as (

    select distinct
        person_id,
        channel,
        {{ period_start("month", "activity_date") }} as month_start
    from {{ ref("person_activity") }}
    where makes_active

),

person_months as (

    select
        person_id,
        month_start,
        count(*) as channels
    from channel_months
    group by all

),

cut_months as (

    select
        'all' as dimension,
        'all' as dimension_value,
        person_id,
        month_start,
        channels
    from person_months

    union all

    select
        'channel' as dimension,
        channel_months.channel as dimension_value,
        channel_months.person_id,
        channel_months.month_start,
        person_months.channels
    from channel_months
    inner join person_months
        on
            channel_months.person_id = person_months.person_id
            and channel_months.month_start = person_months.month_start

),

expected as (

    select
        months.dimension,
        months.dimension_value,
        months.month_start,
        count(*) as active_people,
        count(months_before.person_id) as retained_people,
        sum(months.channels) as person_channels
    from cut_months as months
    left join cut_months as months_before
        on
            months.dimension = months_before.dimension
            and months.dimension_value = months_before.dimension_value
            and months.person_id = months_before.person_id
            and months_before.month_start
            = {{ dbt.dateadd("month", -1, "months.month_start") }}
    group by all

)

select
    metrics.*,
    expected.active_people as expected_active_people,
    expected.retained_people as expected_retained_people,
    before.active_people as expected_previous_active_people,
    expected.person_channels as expected_person_channels
from {{ ref("engagement_metrics") }} as metrics
left join expected
    on
        metrics.dimension = expected.dimension
        and metrics.dimension_value = expected.dimension_value
        and metrics.period_start = expected.month_start
left join expected as before
    on
        metrics.dimension = before.dimension
        and metrics.dimension_value = before.dimension_value
        and {{ dbt.dateadd("month", -1, "metrics.period_start") }} = before.month_start
where
    metrics.period_grain = 'month'
    and metrics.dimension in ('all', 'channel')
    and (
        metrics.active_people <> coalesce(expected.active_people, 0)
        or metrics.previous_active_people <> coalesce(before.active_people, 0)
        or metrics.retained_people <> coalesce(expected.retained_people, 0)
        or metrics.person_channels <> coalesce(expected.person_channels, 0)
    )

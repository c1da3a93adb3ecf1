{#-
    Who was active when [active-person]. Days are those of int_active_days_compared: each stands
    beside the active day before it, so that the first one in a period stands for its person there,
    and people are counted without grouping by person. period_grain: a name; date: an active day;
    previous_date: the one before, null = there is none.
-#}

{#- The attributes of customers that engagement_metrics has as dimensions. -#}
{% macro engagement_attributes() %}
    {{ return(["customer_segment", "country", "age_group", "subscription_level", "brand"]) }}
{% endmacro %}


{#- Whether the day is the first one of its period. -#}
{% macro is_first_of_period(period_grain, date, previous_date) -%}
    {%- set period = period_start(period_grain, date) -%}
    {{ period_start(period_grain, previous_date) }} is distinct from {{ period }}
{%- endmacro %}


{#- Whether the day before lies in the calendar period before [retained-people]. -#}
{% macro is_first_after_period_before(period_grain, date, previous_date) -%}
    {{ period_start(period_grain, previous_date) }}
    = cast({{ dbt.dateadd(period_grain, -1, period_start(period_grain, date)) }} as date)
{%- endmacro %}


{#-
    On how many channels its person is active in the period of a day [person-channels]: the first
    day of a channel in a period stands for the channel. Over active days with the columns
    person_id, activity_date and previous_channel_date.
-#}
{% macro channels_in_period(period_grain) -%}
    {%- set period = period_start(period_grain, "activity_date") -%}
    {%- set is_first -%}
        {{ is_first_of_period(period_grain, "activity_date", "previous_channel_date") }}
    {%- endset -%}
    sum(case when {{ is_first }} then 1 else 0 end) over (partition by person_id, {{ period }})
{%- endmacro %}


{#-
    One row per period and combination of the dimensions in which somebody was active: how many, and
    how many of them are new or were active in the period before [new-and-returning].

    days: CTE of active days; dimensions: columns of it, the channel or attributes of the person;
    previous_date: its column with the day before, on that channel or on any.
-#}
{% macro active_people(days, dimensions, previous_date) %}
    {%- for period_grain in checked_var("period_grains") %}
    {%- set is_first = is_first_of_period(period_grain, "activity_date", previous_date) %}
    {%- set is_known -%}
        known_date <= {{ period_end(period_grain, period_start(period_grain, "activity_date")) }}
    {%- endset %}
    select
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, "activity_date") }} as period_start,
        {{ dimensions | join(", ") }},
        count(*) filter (where {{ is_first }}) as active_people,
        count(*) filter (where {{ previous_date }} is null) as new_active_people,
        count(*) filter (
            where {{ is_first_after_period_before(period_grain, "activity_date", previous_date) }}
        ) as retained_people,
        count(*) filter (where {{ is_first }} and {{ is_known }}) as active_customers,
        sum(channels_in_{{ period_grain }}) filter (where {{ is_first }}) as person_channels,
        count(*) filter (
            where {{ is_first_of_period("day", "activity_date", previous_date) }}
        ) as active_person_days
    from {{ days }}
    group by all
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
{% endmacro %}


{#-
    The active people of each day of a month, on average, in percent of those of the month
    [month-stickiness]. active_person_days, active_people: of the month; month_start: its first day.
-#}
{% macro month_stickiness(active_person_days, active_people, month_start) -%}
    {%- set days = "extract(day from " ~ period_end("month", month_start) ~ ")" -%}
    {{ ratio(active_person_days, active_people ~ " * " ~ days, 100) }}
{%- endmacro %}

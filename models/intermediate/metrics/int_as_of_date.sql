{#-
    With the var as_of_date the model does not read int_raw_activity, so that one channel can be
    built without the others. The first activity is then unknown: the calendar begins where the
    longest allowed calendar does.
-#}
{% if var("as_of_date", none) is none -%}

with

raw_activity as (

    select * from {{ ref("int_raw_activity") }}

),

final as (

    select
        max(last_activity_date) as as_of_date,
        min(first_activity_date) as calendar_start
    from raw_activity

)

{%- else -%}

with

as_of_date as (

    select {{ as_of_date_of("null") }} as as_of_date

),

final as (

    select
        as_of_date,
        {{ longest_calendar_start("as_of_date") }} as calendar_start
    from as_of_date

)

{%- endif %}

select * from final

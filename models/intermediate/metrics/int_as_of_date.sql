{#-
    With the var the activities of other channels are not asked for, so that one channel is built
    alone; the calendar then begins where the longest allowed one does.
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

{#-
    The calendar would have a row for every day up to a date like 9999-12-31: better one clear
    error.
-#}
{%- do check_as_of_date(ref("int_raw_activity")) -%}
{%- do check_calendar_span(ref("int_raw_activity")) -%}

with

raw_activity as (

    select * from {{ ref("int_raw_activity") }}

),

final as (

    select
        -- The var, where it is set, only marks: later rows stay in their own periods.
        {{ as_of_date_of("max(last_activity_date)") }} as as_of_date,
        min(first_activity_date) as first_activity_date
    from raw_activity

)

select * from final

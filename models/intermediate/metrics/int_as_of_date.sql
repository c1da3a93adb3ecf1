{#-
    The calendar would have a row for every day up to a date like 9999-12-31: better one clear
    error.
-#}
{%- do check_calendar_span(ref("int_raw_activity")) -%}

with

raw_activity as (

    select * from {{ ref("int_raw_activity") }}

),

final as (

    select
        {% if var("as_of_date", none) is not none -%}
            cast({{ string_literal(var("as_of_date")) }} as date)
        {%- else -%}
            max(last_activity_date)
        {%- endif %} as as_of_date,
        min(first_activity_date) as first_activity_date
    from raw_activity

)

select * from final

with

timeline as (

    select * from {{ ref("customer_timeline") }}

),

activity_types as (

    select * from {{ ref("activity_types") }}

),

final as (

    select
        timeline.person_id,
        timeline.activity_date,
        timeline.activity_type,
        timeline.person_rule,
        timeline.feeling,
        timeline.channel,
        timeline.customer_id,
        activity_types.makes_active,
        count(*) as activities
    from timeline
    inner join activity_types
        on timeline.activity_type = activity_types.activity_type
    group by all

)

select * from final

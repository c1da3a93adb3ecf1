with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

contacts as (

    select
        person_activity.customer_id,
        person_activity.channel,
        person_activity.activity_type,
        person_activity.activity_date,
        person_activity.activities
    from {{ ref("person_activity") }} as person_activity
    inner join as_of_date
        on person_activity.activity_date <= as_of_date.as_of_date
    where person_activity.customer_id is not null

),

final as (

    select
        customer_id,

        min(activity_date) as first_contact_date,
        max(activity_date) as last_contact_date,
        {% for channel in activity_channels() -%}
        min(activity_date) filter (where channel = '{{ channel }}') as first_{{ channel }}_date,
        max(activity_date) filter (where channel = '{{ channel }}') as last_{{ channel }}_date,
        {% endfor %}
        sum(activities) filter (where activity_type = 'referral') as referrals
    from contacts
    group by customer_id

)

select * from final

with

activities as (

    select * from {{ ref("int_activities") }}

),

activity_types as (

    select * from {{ ref("activity_types") }}

),

persons as (

    select
        stitched_rows.person_id,
        stitched_rows.customer_id,
        activities.occurred_at,
        activities.activity_date,
        activities.activity_type,
        activities.feeling,
        activities.detail,
        stitched_rows.person_rule,
        activities.fact,
        activities.record_id
    from activities
    inner join {{ ref("int_rows_stitched") }} as stitched_rows
        on
            activities.person_fact = stitched_rows.fact
            and activities.person_key = stitched_rows.row_id
    where
        stitched_rows.person_id is not null
        and activities.activity_date is not null

    union all

    -- Who brought somebody is active on the day on which they came.
    select
        {{ person_id("referred.referred_by_customer_id") }} as person_id,
        referred.referred_by_customer_id as customer_id,
        attributes.created_at as occurred_at,
        attributes.created_date as activity_date,
        'referral' as activity_type,
        null as feeling,
        null as detail,
        'own' as person_rule,
        'customers' as fact,
        attributes.customer_id as record_id
    from {{ ref("int_customer_attributes") }} as attributes
    inner join {{ ref("stg_customers") }} as referred
        on attributes.customer_id = referred.customer_id
    where attributes.is_referred

),

final as (

    select
        persons.person_id,
        persons.customer_id,

        persons.occurred_at,
        persons.activity_date,

        persons.activity_type,
        activity_types.channel,
        coalesce(persons.feeling, activity_types.feeling) as feeling,
        nullif(persons.detail, '(none)') as detail,

        persons.person_rule,
        persons.fact,
        persons.record_id
    from persons
    inner join activity_types
        on persons.activity_type = activity_types.activity_type

)

select * from final

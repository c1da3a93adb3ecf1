with

subscriptions as (

    select * from {{ ref("stg_subscriptions") }}

),

dated as (

    select
        *,
        {{ local_date("started_at") }} as started_date,
        {{ local_date("ended_at") }} as ended_date
    from subscriptions

),

final as (

    select
        subscription_id,
        customer_id,

        plan,

        started_at,
        started_date,
        ended_date,
        {{ term_present_from("started_date") }} as present_from,
        {{ term_present_until("ended_date") }} as present_until
    from dated

)

select * from final

with

responses as (

    select * from {{ ref("stg_survey_responses") }}

),

answers as (

    select
        *,
        {{ is_answered("responded_at", "score", "body") }} as is_answered,
        {{ answered_at("responded_at", "invited_at") }} as answered_at
    from responses

),

final as (

    select
        response_id,
        customer_id,
        ticket_id,
        order_id,
        live_event_id,

        survey_type,
        channel as survey_channel,
        touchpoint,
        survey_id,
        {{ brand_of("brand") }} as brand,

        is_answered,
        is_answered and {{ is_followed_up("followed_up_at", "answered_at") }} as is_followed_up,
        {{ is_in_spaceless_script("body") }} as is_in_spaceless_script,
        {{ is_detailed_answer("body") }} as is_detailed,

        score,
        cast(length(body) as bigint) as body_length,

        invited_at,
        responded_at,
        followed_up_at,
        {{ local_date(invitation_at("invited_at", "responded_at")) }} as invitation_date,
        case when is_answered then {{ local_date("answered_at") }} end as answered_date
    from answers

)

select * from final

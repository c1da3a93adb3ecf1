with

conversions as (

    select * from {{ ref("int_web_conversions") }}

),

sessions as (

    select * from {{ ref("web_sessions") }}

),

final as (

    select
        conversions.conversion_id,
        conversions.goal,
        conversions.web_event_id,
        conversions.session_id,
        sessions.visitor_id,
        sessions.customer_id,
        conversions.order_id,

        {{ known_or_none("conversions.page_path") }} as page_path,
        {{ known_or_none("conversions.content_type") }} as content_type,

        sessions.is_bot,

        conversions.occurred_at as converted_at,
        sessions.session_date
    from conversions
    left join sessions
        on conversions.session_id = sessions.session_id

)

select * from final

with

ratings as (

    {{ source_rows(
        "zendesk",
        "satisfaction_rating",
        ["id", "ticket_id", "requester_id", "score", "created_at", "updated_at", "comment"],
        required=["id", "score", "created_at"],
    ) }}

),

users as (

    select * from {{ ref("zendesk_users") }}

),

-- Two faces instead of five points: the ends of the scale. A score that has a comment says so.
scored as (

    select
        *,
        case
            when lower(score) like 'good%' then '5'
            when lower(score) like 'bad%' then '1'
            when lower(score) not in ('offered', 'unoffered') then score
        end as points
    from ratings
    where lower(score) <> 'unoffered'

),

final as (

    select
        scored.connection || ':' || scored.id as response_id,
        'csat' as survey_type,
        coalesce(
            users.customer_id, scored.connection || ':' || scored.requester_id
        ) as customer_id,
        'support' as channel,
        scored.connection || ':' || scored.ticket_id as ticket_id,
        scored.created_at as invited_at,
        case when scored.points is not null then scored.updated_at end as responded_at,
        scored.points as score,
        scored.comment as body,
        scored.brand,
        scored._loaded_at,
        scored._is_deleted as is_deleted
    from scored
    left join users
        on
            scored.connection = users.connection
            and scored.requester_id = users.id

)

select * from final

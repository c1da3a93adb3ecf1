with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

answers as (

    select
        stitched_rows.customer_id,
        responses.survey_type,
        responses.score,
        responses.answered_date,
        {{ answered_at("responses.responded_at", "responses.invited_at") }} as answered_at,
        responses.response_id
    from {{ ref("survey_responses") }} as responses
    inner join {{ ref("int_rows_stitched") }} as stitched_rows
        on
            stitched_rows.fact = 'survey_responses'
            and responses.response_id = stitched_rows.row_id
    inner join as_of_date
        on responses.answered_date <= as_of_date.as_of_date
    where
        stitched_rows.customer_id is not null
        and responses.score is not null
        and responses.survey_type in ('{{ scored_surveys() | join("', '") }}')

),

final as (

    select
        customer_id,
        survey_type,
        score,
        answered_date
    from answers
    qualify
        row_number() over (
            partition by customer_id, survey_type
            order by answered_date desc, answered_at desc, response_id desc
        ) = 1

)

select * from final

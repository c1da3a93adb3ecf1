with

surveys as (

    {{ qualtrics_surveys() }}

),

responses as (

    {{ source_rows(
        "qualtrics",
        "survey_response",
        ["id", "survey_id", "status", "end_date", "recipient_email"],
        required=["id", "survey_id", "status", "end_date"],
        latest_by=["id"],
    ) }}

),

answers as (

    {{ source_rows(
        "qualtrics",
        "question_response",
        [
            "response_id",
            "question_id",
            "question_option_key",
            "value",
            "text",
            "loop_id",
            "sub_question_key",
        ],
        required=["response_id", "question_id", "value"],
        latest_by=["response_id", "question_id", "loop_id", "sub_question_key"],
    ) }}

),

question_options as (

    {{ source_rows(
        "qualtrics",
        "question_option",
        ["survey_id", "question_id", "key", "recode_value"],
        required=["survey_id", "question_id", "key"],
        latest_by=["survey_id", "question_id", "key"],
    ) }}

),

embedded_data as (

    {{ source_rows(
        "qualtrics",
        "survey_embedded_data",
        ["response_id", "key", "value"],
        required=["response_id", "key", "value"],
        latest_by=["response_id", "key"],
    ) }}

),

-- In a loop the same question is answered again: the first time counts.
first_answers as (

    select *
    from answers
    where
        coalesce(value, text, question_option_key) is not null
        and not {{ is_true("_is_deleted") }}
    qualify
        row_number() over (
            partition by connection, response_id, question_id
            order by loop_id nulls first, sub_question_key nulls first
        ) = 1

),

-- The statuses left out are previews, tests and spam, each of them offline or imported, too. A
-- survey that was opened and left has no answer.
answered as (

    select
        responses.connection,
        responses.id as response_id,
        responses.survey_id,
        responses.end_date,
        lower(responses.recipient_email) as email,
        responses.brand,
        responses._loaded_at,
        responses._is_deleted,
        surveys.is_one_of_many,
        surveys.type,
        surveys.score as score_question,
        surveys.body as body_question,
        surveys.channel,
        surveys.customer_id as customer_key,
        surveys.ticket_id as ticket_key,
        surveys.order_id as order_key,
        surveys.live_event_id as live_event_key
    from responses
    inner join surveys
        on
            responses.connection = surveys.connection
            and responses.survey_id = surveys.survey_id
    where
        coalesce(
            lower(responses.status) not in (
                '1', '2', '8', '9', '12', '17', '40', 'survey preview', 'survey test', 'spam'
            ),
            true
        )
        and exists (
            select 1
            from first_answers
            where
                first_answers.connection = responses.connection
                and first_answers.response_id = responses.id
        )

),

final as (

    select
        answered.*,
        {{ qualtrics_score(
            "answered",
            "coalesce(scores.question_option_key, scores.value)",
            "coalesce(question_options.recode_value, scores.value)",
        ) }} as score,
        bodies.text as body,
        customers.value as customer_id,
        tickets.value as ticket_id,
        orders.value as order_id,
        live_events.value as live_event_id
    from answered
    left join first_answers as scores
        on
            answered.connection = scores.connection
            and answered.response_id = scores.response_id
            and answered.score_question = scores.question_id
    left join question_options
        on
            answered.connection = question_options.connection
            and answered.survey_id = question_options.survey_id
            and answered.score_question = question_options.question_id
            and scores.question_option_key = question_options.key
    left join first_answers as bodies
        on
            answered.connection = bodies.connection
            and answered.response_id = bodies.response_id
            and answered.body_question = bodies.question_id
    {% for name in ["customer", "ticket", "order", "live_event"] %}
    left join embedded_data as {{ name }}s
        on
            answered.connection = {{ name }}s.connection
            and answered.response_id = {{ name }}s.response_id
            and answered.{{ name }}_key = {{ name }}s.key
    {% endfor %}

)

select * from final

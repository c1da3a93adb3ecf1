with

surveys as (

    {{ qualtrics_surveys() }}

),

answers as (

    select * from {{ ref("qualtrics_answers") }}

),

invitations as (

    select * from {{ ref("qualtrics_invitations") }}

),

contacts as (

    select * from {{ ref("qualtrics_contacts") }}

),

customers_of_others as (

    {{ customers_by_email("qualtrics") }}

),

known_addresses as (

    select
        connection,
        email,
        customer_id
    from contacts

    union all

    select
        connection,
        email,
        customer_id
    from customers_of_others

),

-- Whose an address is, for responses that no mail leads to. One of two people names neither.
addresses as (

    select
        connection,
        email,
        min(customer_id) as customer_id
    from known_addresses
    group by
        connection,
        email
    having count(distinct customer_id) = 1

),

invitations_answered as (

    select
        connection,
        response_id,
        min(contact_id) as contact_id,
        min(invited_at) as invited_at
    from invitations
    where response_id is not null
    group by
        connection,
        response_id

),

-- Reminders are the same invitation; one that was answered is the answer's.
invitations_open as (

    select
        invitations.connection,
        invitations.survey_id,
        invitations.first_distribution_id || ':' || invitations.contact_id as response_id,
        invitations.contact_id,
        min(invitations.invited_at) as invited_at,
        min(invitations.brand) as brand,
        max(invitations._loaded_at) as _loaded_at,
        min(coalesce(invitations._is_deleted, 'false')) as _is_deleted
    from invitations
    left join answers
        on
            invitations.connection = answers.connection
            and invitations.response_id = answers.response_id
    where invitations.invited_at is not null
    group by
        invitations.connection,
        invitations.survey_id,
        invitations.first_distribution_id,
        invitations.contact_id
    having count(answers.response_id) = 0

),

both_kinds as (

    select
        answers.connection,
        answers.response_id,
        answers.survey_id,
        answers.type,
        answers.is_one_of_many,
        answers.score_question,
        answers.channel,
        answers.customer_id as embedded_customer_id,
        coalesce(
            contacts.customer_id,
            addresses.customer_id,
            answers.connection || ':' || invitations_answered.contact_id
        ) as customer_id,
        answers.ticket_id,
        answers.order_id,
        answers.live_event_id,
        invitations_answered.invited_at,
        answers.end_date as responded_at,
        answers.score,
        answers.body,
        answers.brand,
        answers._loaded_at,
        answers._is_deleted
    from answers
    left join invitations_answered
        on
            answers.connection = invitations_answered.connection
            and answers.response_id = invitations_answered.response_id
    left join contacts
        on
            invitations_answered.connection = contacts.connection
            and invitations_answered.contact_id = contacts.id
    left join addresses
        on
            answers.connection = addresses.connection
            and answers.email = addresses.email

    union all

    select
        invitations_open.connection,
        invitations_open.response_id,
        invitations_open.survey_id,
        surveys.type,
        surveys.is_one_of_many,
        surveys.score as score_question,
        surveys.channel,
        null as embedded_customer_id,
        coalesce(
            contacts.customer_id,
            invitations_open.connection || ':' || invitations_open.contact_id
        ) as customer_id,
        null as ticket_id,
        null as order_id,
        null as live_event_id,
        invitations_open.invited_at,
        null as responded_at,
        null as score,
        null as body,
        invitations_open.brand,
        invitations_open._loaded_at,
        invitations_open._is_deleted
    from invitations_open
    inner join surveys
        on
            invitations_open.connection = surveys.connection
            and invitations_open.survey_id = surveys.survey_id
    left join contacts
        on
            invitations_open.connection = contacts.connection
            and invitations_open.contact_id = contacts.id

),

final as (

    select
        {{ own_id(
            "response_id || case when is_one_of_many then ':' || score_question else '' end"
        ) }} as response_id,
        type as survey_type,
        coalesce(
            {{ id_of("embedded_customer_id", "qualtrics", "customer_id_of") }}, customer_id
        ) as customer_id,
        channel,
        {{ id_of("ticket_id", "qualtrics", "ticket_id_of") }} as ticket_id,
        {{ id_of("order_id", "qualtrics", "order_id_of") }} as order_id,
        {{ id_of("live_event_id", "qualtrics", "live_event_id_of") }} as live_event_id,
        invited_at,
        responded_at,
        score,
        body,
        {{ own_id("survey_id") }} as survey_id,
        brand,
        _loaded_at,
        _is_deleted as is_deleted
    from both_kinds

)

select * from final

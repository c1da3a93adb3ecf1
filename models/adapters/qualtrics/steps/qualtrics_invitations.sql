with

mails as (

    {{ source_rows(
        "qualtrics",
        "distribution_contact",
        ["distribution_id", "contact_id", "response_id", "sent_at", "status"],
        required=["distribution_id", "contact_id"],
        latest_by=["distribution_id", "contact_id"],
    ) }}

),

distributions as (

    {{ source_rows(
        "qualtrics",
        "distribution",
        ["id", "parent_distribution_id", "request_type", "survey_link_survey_id"],
        required=["id", "survey_link_survey_id"],
        latest_by=["id"],
    ) }}

),

-- A mail that never arrived invites nobody; neither does a test, nor the thanks for an answer.
invitations as (

    select
        mails.*,
        coalesce(distributions.parent_distribution_id, distributions.id) as first_distribution_id,
        distributions.survey_link_survey_id as survey_id
    from mails
    inner join distributions
        on
            mails.connection = distributions.connection
            and mails.distribution_id = distributions.id
    where
        coalesce(lower(distributions.request_type) not in ('thankyou', 'testemail'), true)
        and (
            mails.response_id is not null
            or coalesce(
                replace(lower(mails.status), ' ', '') not in (
                    'blocked', 'bounced', 'error', 'failure', 'hardbounce', 'skipped', 'softbounce'
                ),
                true
            )
        )

),

final as (

    select
        connection,
        survey_id,
        first_distribution_id,
        contact_id,
        response_id,
        min(sent_at) over (
            partition by connection, first_distribution_id, contact_id
        ) as invited_at,
        brand,
        _loaded_at,
        _is_deleted
    from invitations

)

select * from final

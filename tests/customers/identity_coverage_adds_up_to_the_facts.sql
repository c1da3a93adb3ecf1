{#- Every row of a fact with people is somebody's, or nobody's for a reason that is told. -#}
{{ config(
    group="customers",
    meta={
        "failure":
            "identity_coverage has more or fewer rows of a fact than the fact itself: a row was "
            "stitched twice or lost.",
    },
) }}

with

facts as (

    {% for fact, where in {
        "web_sessions": "not is_bot",
        "web_page_views": "not is_bot",
        "web_conversions": "not is_bot",
        "app_installs": "true",
        "app_sessions": "true",
        "app_ratings": "true",
        "email_messages": "true",
        "social_comments": "not is_brand_reply",
        "support_tickets": "true",
        "survey_responses": "true",
        "event_attendances": "event_date is not null",
        "orders": "true",
        "refunds": "true",
        "reviews": "true",
    }.items() -%}
    select
        '{{ fact }}' as fact,
        count(*) as rows_of_fact
    from {{ ref(fact) }}
    where {{ where }}
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

coverage as (

    select
        fact,
        sum(rows) as rows_of_coverage
    from {{ ref("identity_coverage") }}
    group by fact

)

select
    facts.*,
    coverage.rows_of_coverage
from facts
left join coverage
    on facts.fact = coverage.fact
where facts.rows_of_fact <> coalesce(coverage.rows_of_coverage, 0)

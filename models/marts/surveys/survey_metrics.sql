{%- set dimensions = [
    "survey_channel",
    "touchpoint",
    "country",
    "region",
    "customer_type",
    "age_group",
    "customer_segment",
] -%}
{%- set parts_of_facts = ["invitation_parts", "score_parts"] -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

periods as (

    select * from {{ ref("int_periods") }}

),

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

csat_benchmarks as (

    select * from {{ ref("csat_benchmarks") }}

),

-- One benchmark for all periods, so that a step in the curve is ours and not the industry's.
csat_benchmark as (

    select max_by(csat_benchmark, year) as csat_benchmark
    from csat_benchmarks
    where industry = {{ string_literal(var("benchmark_industry")) }}

),

-- Facts with their dimensions: invitations on their own day, scores on the day of the answer.
invitations as (

    select
        responses.customer_id,
        responses.survey_type,
        responses.survey_channel,
        responses.touchpoint,
        customers.country,
        customers.region,
        customers.customer_type,
        customers.age_group,
        customers.customer_segment,
        responses.is_answered,
        responses.is_followed_up,
        responses.score,
        responses.invitation_date,
        responses.answered_date
    from {{ ref("survey_responses") }} as responses
    left join customers
        on responses.customer_id = customers.customer_id

),

scores as (

    select * from invitations
    where
        score is not null
        and survey_type in ('nps', 'csat', 'ces')

),

-- The parts, one row per period and cut.
invitation_parts as (

    {{ per_cut("invitations", "invitation_date", dimensions, {
        "survey_invitations": "count(*)",
        "survey_responses": "count(*) filter (where is_answered)",
    }) }}

),

score_parts as (

    {{ per_cut("scores", "answered_date", dimensions, {
        "nps_responses": "count(*) filter (where survey_type = 'nps')",
        "promoters": "count(*) filter (where survey_type = 'nps' and " ~ is_promoter("score") ~ ")",
        "passives": "count(*) filter (where survey_type = 'nps' and " ~ is_passive("score") ~ ")",
        "detractors":
            "count(*) filter (where survey_type = 'nps' and " ~ is_detractor("score") ~ ")",
        "followed_up_detractors":
            "count(*) filter (where survey_type = 'nps' and " ~ is_detractor("score")
            ~ " and is_followed_up)",
        "csat_responses": "count(*) filter (where survey_type = 'csat')",
        "csat_positive":
            "count(*) filter (where survey_type = 'csat' and " ~ is_csat_positive("score") ~ ")",
        "csat_score_sum": "sum(score) filter (where survey_type = 'csat')",
        "ces_responses": "count(*) filter (where survey_type = 'ces')",
        "ces_score_sum": "sum(score) filter (where survey_type = 'ces')",
    }) }}

),

first_activity as (

    {{ first_activity([
        {"facts": "invitations", "date": "invitation_date"},
        {"facts": "scores", "date": "answered_date"},
    ]) }}

),

row_keys as (

    {{ metric_row_keys("periods", "first_activity", parts_of_facts) }}

),

parts as (

    select
        row_keys.period_grain,
        row_keys.period_start,
        row_keys.dimension,
        row_keys.dimension_value,
        {{ is_period_complete(
            period_end_of("row_keys.period_grain", "row_keys.period_start"), "as_of_date.as_of_date"
        ) }} as is_complete,

        coalesce(score_parts.nps_responses, 0) as nps_responses,
        coalesce(score_parts.promoters, 0) as promoters,
        coalesce(score_parts.passives, 0) as passives,
        coalesce(score_parts.detractors, 0) as detractors,
        coalesce(score_parts.followed_up_detractors, 0) as followed_up_detractors,
        coalesce(score_parts.csat_responses, 0) as csat_responses,
        coalesce(score_parts.csat_positive, 0) as csat_positive,
        score_parts.csat_score_sum,
        coalesce(score_parts.ces_responses, 0) as ces_responses,
        score_parts.ces_score_sum,
        coalesce(invitation_parts.survey_invitations, 0) as survey_invitations,
        coalesce(invitation_parts.survey_responses, 0) as survey_responses,
        csat_benchmark.csat_benchmark
    from row_keys
    cross join as_of_date
    cross join csat_benchmark
    {{ join_metric_parts("row_keys", parts_of_facts) }}

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        cast(nps_responses as bigint) as nps_responses,
        cast(promoters as bigint) as promoters,
        cast(passives as bigint) as passives,
        cast(detractors as bigint) as detractors,
        cast(promoters - detractors as bigint) as promoters_less_detractors,
        cast(followed_up_detractors as bigint) as followed_up_detractors,
        cast(csat_responses as bigint) as csat_responses,
        cast(csat_positive as bigint) as csat_positive,
        cast(csat_score_sum as decimal(38, 6)) as csat_score_sum,
        cast(ces_responses as bigint) as ces_responses,
        cast(ces_score_sum as decimal(38, 6)) as ces_score_sum,
        cast(survey_invitations as bigint) as survey_invitations,
        cast(survey_responses as bigint) as survey_responses,

        {{ ratio("promoters - detractors", "nps_responses", 100) }} as nps,
        {{ ratio("promoters", "nps_responses", 100) }} as promoter_share,
        {{ ratio("passives", "nps_responses", 100) }} as passive_share,
        {{ ratio("detractors", "nps_responses", 100) }} as detractor_share,
        {{ ratio("followed_up_detractors", "detractors", 100) }} as detractor_follow_up_rate,
        {{ ratio("csat_positive", "csat_responses", 100) }} as csat,
        {{ csat_gap_to_benchmark(
            ratio("csat_positive", "csat_responses", 100), "csat_benchmark"
        ) }} as csat_gap_to_benchmark,
        {{ ratio("csat_score_sum", "csat_responses") }} as avg_csat_score,
        {{ ratio("ces_score_sum", "ces_responses") }} as ces,
        {{ ratio("survey_responses", "survey_invitations", 100) }} as survey_response_rate
    from parts

)

select * from final

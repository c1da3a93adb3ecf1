{%- set dimensions = [
    "survey_channel",
    "touchpoint",
    "survey_id",
    "brand",
    "country",
    "region",
    "customer_type",
    "age_group",
    "customer_segment",
] -%}

with

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

csat_benchmarks as (

    select * from {{ ref("csat_benchmarks") }}

),

-- The latest benchmark is that of all periods, so that only the company's own csat moves the gap.
csat_benchmark as (

    select max_by(csat_benchmark, year) as csat_benchmark
    from csat_benchmarks
    where industry = {{ string_literal(var("benchmark_industry")) }}

),

-- An invitation is dated on its own day, its score on the day of the answer.
invitations as (

    select
        responses.*,
        customers.country,
        customers.region,
        customers.customer_type,
        customers.age_group,
        customers.customer_segment
    from {{ ref("survey_responses") }} as responses
    left join customers
        on responses.customer_id = customers.customer_id

),

scores as (

    select
        *,
        survey_type = 'nps' and {{ is_promoter("score") }} as is_promoter,
        survey_type = 'nps' and {{ is_passive("score") }} as is_passive,
        survey_type = 'nps' and {{ is_detractor("score") }} as is_detractor,
        survey_type = 'csat' and {{ is_csat_positive("score") }} as is_csat_positive
    from invitations
    where
        score is not null
        and survey_type in ('nps', 'csat', 'ces')

),

parts as (

    {{ metrics_table(dimensions, [
        {"facts": "invitations", "date": "invitation_date", "parts": {
            "survey_invitations": part_count(),
            "survey_responses": part_count("is_answered"),
        }},
        {"facts": "scores", "date": "answered_date", "parts": {
            "nps_responses": part_count("survey_type = 'nps'"),
            "promoters": part_count("is_promoter"),
            "passives": part_count("is_passive"),
            "detractors": part_count("is_detractor"),
            "followed_up_detractors": part_count("is_detractor and is_followed_up"),
            "csat_responses": part_count("survey_type = 'csat'"),
            "csat_positive": part_count("is_csat_positive"),
            "csat_score_sum":
                part_sum("score", "decimal(38, 6)", condition="survey_type = 'csat'"),
            "ces_responses": part_count("survey_type = 'ces'"),
            "ces_score_sum":
                part_sum("score", "decimal(38, 6)", condition="survey_type = 'ces'"),
        }},
    ]) }}

),

final as (

    select
        parts.*,
        parts.promoters - parts.detractors as promoters_less_detractors,

        {{ ratio("promoters_less_detractors", "nps_responses", 100) }} as nps,
        {{ ratio("promoters", "nps_responses", 100) }} as promoter_share,
        {{ ratio("passives", "nps_responses", 100) }} as passive_share,
        {{ ratio("detractors", "nps_responses", 100) }} as detractor_share,
        {{ ratio("followed_up_detractors", "detractors", 100) }} as detractor_follow_up_rate,
        {{ ratio("csat_positive", "csat_responses", 100) }} as csat,
        {{ csat_gap_to_benchmark(
            ratio("csat_positive", "csat_responses", 100), "csat_benchmark.csat_benchmark"
        ) }} as csat_gap_to_benchmark,
        {{ ratio("csat_score_sum", "csat_responses") }} as avg_csat_score,
        {{ ratio("ces_score_sum", "ces_responses") }} as ces,
        {{ ratio("survey_responses", "survey_invitations", 100) }} as survey_response_rate
    from parts
    cross join csat_benchmark

)

select * from final

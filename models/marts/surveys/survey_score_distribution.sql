with

responses as (

    select * from {{ ref("survey_responses") }}
    where score is not null

),

possible_scores as (

    {{ possible_scores() }}

),

given_scores as (

    {% for period_grain in checked_var("period_grains") -%}
    select
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, "answered_date") }} as period_start,
        survey_type,
        score,
        count(*) as responses
    from responses
    group by all
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

-- Each whole score has a row, also if nobody gave it; a fraction has one only if somebody did.
scores as (

    select
        given_scores.period_grain,
        given_scores.period_start,
        possible_scores.survey_type,
        possible_scores.score
    from given_scores
    inner join possible_scores
        on given_scores.survey_type = possible_scores.survey_type

    union distinct

    select
        period_grain,
        period_start,
        survey_type,
        score
    from given_scores

),

counted as (

    select
        scores.period_grain,
        scores.period_start,
        scores.survey_type,
        scores.score,
        coalesce(given_scores.responses, 0) as responses
    from scores
    left join given_scores
        on
            scores.period_grain = given_scores.period_grain
            and scores.period_start = given_scores.period_start
            and scores.survey_type = given_scores.survey_type
            and scores.score = given_scores.score

),

final as (

    select
        period_grain,
        period_start,
        survey_type,
        score,

        responses,

        {{ ratio(
            "responses",
            "sum(responses) over (partition by period_grain, period_start, survey_type)",
            100
        ) }} as share
    from counted

)

select * from final

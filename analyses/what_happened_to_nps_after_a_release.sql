-- What happened to NPS after a release?
-- One row per version of the app, the newest first, with the answers of the 56 days before its
-- first session and of the 56 days from it on. nps_margin is two standard errors of the difference:
-- a change within it may be chance. NPS moves for other reasons too; look at what else changed in
-- these weeks. A version whose 56 days are not over, or whose 56 days before are not known, is left
-- out.
{%- set days = 56 %}

with

last_day as (

    select max(date_day) as last_day from {{ ref("dates") }}
    where is_complete

),

releases as (

    select
        app_version,
        min(started_date) as released_date
    from {{ ref("app_sessions") }}
    where app_version <> {{ known_or_none("null") }}
    group by app_version

),

answers as (

    select
        period_start as answered_date,
        nps_responses,
        promoters,
        detractors
    from {{ ref("survey_metrics") }}
    where
        period_grain = 'day'
        and dimension = 'all'

),

first_day as (

    select min(answered_date) as first_day from answers

),

release_answers as (

    select
        releases.app_version,
        releases.released_date,
        answers.answered_date >= releases.released_date as is_after,
        answers.nps_responses,
        answers.promoters,
        answers.detractors
    from releases
    inner join last_day
        on {{ dbt.dateadd("day", days - 1, "releases.released_date") }} <= last_day.last_day
    inner join first_day
        on {{ dbt.dateadd("day", -days, "releases.released_date") }} >= first_day.first_day
    inner join answers
        on
            answers.answered_date >= {{ dbt.dateadd("day", -days, "releases.released_date") }}
            and answers.answered_date < {{ dbt.dateadd("day", days, "releases.released_date") }}

),

sums as (

    select
        {%- for name, condition in [("before", "not is_after"), ("after", "is_after")] %}
        sum(nps_responses) filter (where {{ condition }}) as responses_{{ name }},
        sum(promoters) filter (where {{ condition }}) as promoters_{{ name }},
        sum(detractors) filter (where {{ condition }}) as detractors_{{ name }},
        {%- endfor %}
        app_version,
        released_date
    from release_answers
    group by app_version, released_date

),

shares as (

    select
        {%- for name in ["before", "after"] %}
        {{ ratio("promoters_" ~ name, "responses_" ~ name) }} as promoter_share_{{ name }},
        {{ ratio("detractors_" ~ name, "responses_" ~ name) }} as detractor_share_{{ name }},
        {{ ratio("promoters_" ~ name ~ " - detractors_" ~ name, "responses_" ~ name, 100) }}
            as nps_{{ name }},
        {%- endfor %}
        sums.*
    from sums

),

-- An answer is 100, 0 or -100, so that the variance of one follows from the shares.
variances as (

    select
        {%- for name in ["before", "after"] %}
        {{ ratio(
            "100 * 100 * (promoter_share_" ~ name ~ " + detractor_share_" ~ name ~ ")"
            ~ " - nps_" ~ name ~ " * nps_" ~ name,
            "responses_" ~ name
        ) }} as nps_variance_{{ name }},
        {%- endfor %}
        shares.*
    from shares

),

final as (

    select
        app_version,
        released_date,
        responses_before,
        responses_after,
        nps_before,
        nps_after,
        nps_after - nps_before as nps_change,
        2 * sqrt(nps_variance_before + nps_variance_after) as nps_margin
    from variances

)

select * from final
order by released_date desc, app_version asc

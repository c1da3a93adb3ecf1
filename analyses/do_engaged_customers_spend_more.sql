-- Do engaged customers spend more, and may we believe it?
-- One row per other side, outcome and window of days. raw_difference is how much more fully engaged
-- customers had afterwards, as it is: those who engage may have been better customers before.
-- honest_difference compares them with customers who were alike before, and is there only where the
-- verdict is 'shown': the same comparison of the time before the engagement found nothing, and the
-- interval leaves out 0. Any other verdict says why there is no figure to believe. Even a shown
-- difference goes along with engagement; that engagement brought it, only an experiment can say.

with

lifts as (

    select * from {{ ref("engagement_revenue_lift") }}

),

final as (

    select
        strata.compared_with,
        strata.outcome,
        strata.window_days,
        raw.engaged_customers,
        raw.difference as raw_difference,
        raw.difference_percent as raw_difference_percent,
        strata.verdict,
        case when strata.verdict = 'shown' then strata.difference end as honest_difference,
        case when strata.verdict = 'shown' then strata.difference_lower end as honest_lower,
        case when strata.verdict = 'shown' then strata.difference_upper end as honest_upper,
        strata.placebo_difference,
        strata.placebo_lower,
        strata.placebo_upper
    from lifts as strata
    inner join lifts as raw
        on
            strata.compared_with = raw.compared_with
            and strata.outcome = raw.outcome
            and strata.window_days = raw.window_days
            and strata.method = 'strata'
            and raw.method = 'raw'

)

select * from final
order by outcome desc, compared_with asc, window_days asc

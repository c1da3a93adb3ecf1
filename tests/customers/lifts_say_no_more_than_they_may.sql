{{ config(group="customers", meta={
    "failure": "engagement_revenue_lift shows a difference that its own figures do not bear.",
    "remedy": "Compare the rows with the table of [lift-verdict] in docs/definitions.md.",
}) }}

-- Written out once more, so that a change of the macro does not change both [lift-verdict].
select
    *,
    case
        when compared_cases + dropped_cases <> engaged_cases
            then 'cases that are neither compared nor dropped'
        when difference < difference_lower or difference > difference_upper
            then 'a difference outside of its interval'
        when method = 'raw' and dropped_cases > 0 and counterpart_cases >= 2
            then 'means as they are that leave somebody out'
        else 'shown, and not to be shown'
    end as failure
from {{ ref("engagement_revenue_lift") }}
where
    compared_cases + dropped_cases <> engaged_cases
    or difference < difference_lower
    or difference > difference_upper
    or (method = 'raw' and dropped_cases > 0 and counterpart_cases >= 2)
    or (
        method = 'strata'
        and verdict = 'shown'
        and not (
            difference_lower * difference_upper > 0
            and net_lower * net_upper > 0
            and placebo_lower * placebo_upper <= 0
            and least(engaged_customers, counterpart_customers)
            >= {{ var("lift_least_customers") }}
        )
    )

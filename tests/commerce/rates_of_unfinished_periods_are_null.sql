{#-
    A rate that compares an unfinished period with a finished one is null, and so is its
    numerator [unfinished-rates].
-#}
{{ config(
    group="commerce",
    meta={
        "failure":
            "An unfinished period has a retention rate, which compares it with a finished one.",
    },
) }}

select
    basis,
    period_grain,
    period_start
from {{ ref("customer_retention") }}
where
    not is_complete
    and coalesce(customers_at_end, retained_customers, new_customers, lost_customers) is not null

union all

select
    basis,
    'month' as period_grain,
    cohort_month as period_start
from {{ ref("customer_cohort_retention") }}
where
    not is_complete
    and retained_customers is not null

{#- In its first month a cohort is whole, and no later month has more of it than there are. -#}
{{ config(
    group="commerce",
    meta={
        "failure":
            "A cohort of customer_cohort_retention is not whole in its first month, or has more "
            "customers later.",
    },
) }}

select *
from {{ ref("customer_cohort_retention") }}
where
    retained_customers > cohort_customers
    or (month_offset = 0 and retained_customers <> cohort_customers)

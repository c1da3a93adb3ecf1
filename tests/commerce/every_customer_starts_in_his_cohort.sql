{#- In its first month a cohort is whole, and no later month has more of it than there are. -#}
{{ config(group="commerce") }}

select *
from {{ ref("customer_cohort_retention") }}
where
    retained_customers > cohort_customers
    or (month_offset = 0 and retained_customers <> cohort_customers)

{#-
    end - new + lost = start, and retained + lost = start, in every row that compares two days
    [came-and-went].
-#}
{{ config(group="commerce") }}

select *
from {{ ref("customer_retention") }}
where
    customers_at_end - new_customers + lost_customers <> customers_at_start
    or retained_customers + lost_customers <> customers_at_start

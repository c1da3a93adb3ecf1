{#-
    end - new + lost = start, and retained + lost = start, in every row that compares two days
    [came-and-went].
-#}
{{ config(
    group="commerce",
    meta={
        "failure":
            "A row of customer_retention does not add up: start plus new less lost is not the "
            "end, or retained plus lost is not the start.",
    },
) }}

select *
from {{ ref("customer_retention") }}
where
    customers_at_end - new_customers + lost_customers <> customers_at_start
    or retained_customers + lost_customers <> customers_at_start

{#-
    New and returning people make the active ones, retained and lapsed ones those before, new,
    retained and reactivated ones the active again [new-and-returning] [retained-people]; everybody
    in the base of a month has a score [engagement-window]; no part has more people than its whole.
    In every row, whatever its cut.
-#}
{{ config(
    group="customers",
    meta={
        "failure":
            "A row of engagement_metrics does not add up: new and returning people are not the "
            "active ones, retained and lapsed ones not those before, customers of the base lack a "
            "score, or a part has more people than its whole.",
    },
) }}

select *
from {{ ref("engagement_metrics") }}
where
    new_active_people + returning_active_people <> active_people
    or retained_people + lapsed_people <> previous_active_people
    or new_active_people + retained_people + reactivated_people <> active_people
    or least(
        returning_active_people, lapsed_people, reactivated_people, customer_base
    ) < 0
    or active_customers > least(active_people, customer_base)
    or person_channels < active_people
    or active_person_days < active_people
    or fully_engaged_customers > scored_customers
    or scored_customers <> customer_base

{{ config(group="customers", meta={
    "failure": "A raw difference of engagement_revenue_lift is not that of the two means.",
    "remedy": "Compare int_lift_cases with int_lift_differences for the row.",
}) }}

{%- set days = checked_var("lift_windows")[0] %}

-- From the cases, without strata, observations and weights [lift-difference].
with means as (

    select
        avg(orders_{{ days }}) filter (where engagement_level = '{{ engaged_level() }}')
        - avg(orders_{{ days }}) as difference
    from {{ ref("int_lift_cases") }}

)

select
    lift.difference,
    means.difference as difference_of_means
from {{ ref("engagement_revenue_lift") }} as lift
cross join means
where
    lift.method = 'raw'
    and lift.compared_with = 'all'
    and lift.outcome = 'orders'
    and lift.window_days = {{ days }}
    and abs(lift.difference - means.difference) > 0.000001

{{ config(group="customers", meta={
    "failure": "experiment_results has a sum or mean that does not follow from what people did.",
    "remedy": "Compare int_experiment_observations with orders and person_activity for the row.",
}) }}

{%- set days = checked_var("experiment_windows")[0] %}

-- Each assignment anew, customer by customer, by subqueries.
with

assigned as (

    select
        assignments.experiment_id,
        assignments.variant,
        (
            select count(*)
            from {{ ref("orders") }} as orders
            where
                orders.customer_id = assignments.customer_id
                and orders.is_completed
                and orders.ordered_at >= assignments.assigned_at
                and {{ dbt.dateadd("hour", -24 * days, "orders.ordered_at") }}
                < assignments.assigned_at
        ) as orders,
        (
            select count(distinct activity.activity_date)
            from {{ ref("person_activity") }} as activity
            where
                activity.customer_id = assignments.customer_id
                and activity.makes_active
                and {{ dbt.datediff(
                    "assignments.assigned_date", "activity.activity_date", "day"
                ) }} between 0 and {{ days - 1 }}
        ) as active_days
    from {{ ref("int_experiment_assignments") }} as assignments
    cross join {{ ref("int_as_of_date") }} as as_of_date
    where
        not assignments.is_in_two_variants
        and {{ dbt.dateadd("hour", 24 * days, "assignments.assigned_at") }}
        <= {{ local_midnight(dbt.dateadd("day", 1, "as_of_date.as_of_date")) }}

),

expected as (

    select
        experiment_id,
        variant,
        'orders' as metric,
        count(*) as customers,
        sum(orders) as value_sum
    from assigned
    group by all

    union all

    select
        experiment_id,
        variant,
        'bought' as metric,
        count(*) as customers,
        100 * count(*) filter (where orders > 0) as value_sum
    from assigned
    group by all

    union all

    select
        experiment_id,
        variant,
        'active_days' as metric,
        count(*) as customers,
        sum(active_days) as value_sum
    from assigned
    group by all

)

select results.*
from {{ ref("experiment_results") }} as results
left join expected
    on {{ same_columns("results", "expected", ["experiment_id", "variant", "metric"]) }}
where
    results.window_days = {{ days }}
    and (
        (
            results.metric in ('orders', 'bought', 'active_days')
            and (
                results.customers <> coalesce(expected.customers, 0)
                or results.value_sum <> coalesce(expected.value_sum, 0)
            )
        )
        or results.customers > results.assigned_customers
        or abs(results.mean * results.customers - results.value_sum) > 0.000001
        or (results.is_control and results.difference is not null)
        or not coalesce(
            results.difference between results.difference_lower and results.difference_upper, true
        )
    )

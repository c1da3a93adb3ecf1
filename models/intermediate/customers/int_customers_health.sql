with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

health_parts as (

    select * from {{ ref("health_parts") }}

),

scores as (

    select
        surveyed.customer_id,
        surveyed.survey_type,
        surveyed.score,
        {{ dbt.datediff("surveyed.answered_date", "as_of_date.as_of_date", "day") }} as days_ago
    from {{ ref("int_customers_surveyed") }} as surveyed
    cross join as_of_date

),

tickets as (

    select
        stitched_rows.customer_id,
        {{ ticket_load("tickets.is_reopened", "tickets.is_resolved") }} as load,
        {{ dbt.datediff("tickets.created_date", "as_of_date.as_of_date", "day") }} as days_ago
    from {{ ref("support_tickets") }} as tickets
    inner join {{ ref("int_rows_stitched") }} as stitched_rows
        on
            stitched_rows.fact = 'support_tickets'
            and tickets.ticket_id = stitched_rows.row_id
    cross join as_of_date
    where
        stitched_rows.customer_id is not null
        and tickets.created_date <= as_of_date.as_of_date

),

-- What a window is compared with the one before in: active days, and money.
amounts as (

    select distinct
        'activity' as health_part,
        customer_id,
        activity_date as day,
        cast(1 as {{ money_type() }}) as amount
    from {{ ref("person_activity") }}
    where
        makes_active
        and customer_id is not null

    union all

    select
        'spend' as health_part,
        customer_id,
        revenue_date as day,
        net_revenue as amount
    from {{ ref("int_customer_revenue_daily") }}

),

dated_amounts as (

    select
        amounts.health_part,
        amounts.customer_id,
        amounts.amount,
        {{ dbt.datediff("amounts.day", "as_of_date.as_of_date", "day") }} as days_ago
    from amounts
    inner join as_of_date
        on amounts.day <= as_of_date.as_of_date

),

compared_amounts as (

    select
        dated_amounts.health_part,
        dated_amounts.customer_id,
        coalesce(sum(dated_amounts.amount) filter (
            where dated_amounts.days_ago < health_parts.window_days
        ), 0) as amount_now,
        coalesce(sum(dated_amounts.amount) filter (
            where dated_amounts.days_ago >= health_parts.window_days
        ), 0) as amount_before
    from dated_amounts
    inner join health_parts
        on
            dated_amounts.health_part = health_parts.health_part
            and dated_amounts.days_ago < 2 * health_parts.window_days
    group by all

),

part_values as (

    select
        'satisfaction' as health_part,
        scores.customer_id,
        {{ satisfaction_health("scores.survey_type", "scores.score") }} as value
    from scores
    inner join health_parts
        on
            health_parts.health_part = 'satisfaction'
            and scores.days_ago < health_parts.window_days
    group by scores.customer_id

    union all

    select
        'support' as health_part,
        tickets.customer_id,
        {{ support_health("sum(tickets.load)") }} as value
    from tickets
    inner join health_parts
        on
            health_parts.health_part = 'support'
            and tickets.days_ago < health_parts.window_days
    group by tickets.customer_id

    union all

    select
        health_part,
        customer_id,
        {{ compared_health("amount_now", "amount_before") }} as value
    from compared_amounts

),

-- A part that is not known has no weight.
final as (

    select
        part_values.customer_id,
        {% for part in health_parts() -%}
        max(part_values.value) filter (where part_values.health_part = '{{ part }}')
            as health_{{ part }},
        {% endfor -%}
        {{ rounded_ratio(
            "sum(health_parts.weight * part_values.value)", "sum(health_parts.weight)"
        ) }} as health_score
    from part_values
    inner join health_parts
        on part_values.health_part = health_parts.health_part
    where part_values.value is not null
    group by part_values.customer_id

)

select * from final

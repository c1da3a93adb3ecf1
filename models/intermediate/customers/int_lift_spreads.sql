{#- What has an interval, and which deviations make it. -#}
{%- set deviations = {
    "outcome": "deviation", "placebo": "placebo_deviation", "net": "net_deviation"
} -%}
{%- set keys = (lift_keys() + ["subject"]) | join(", ") -%}

with

outcome_differences as (

    select * from {{ ref("int_lift_differences") }}
    where subject = 'outcome'

),

placebo_differences as (

    select * from {{ ref("int_lift_differences") }}
    where subject = 'placebo'

),

-- The net difference is of whoever is in one of the two [lift-net].
deviations as (

    select
        customers.*,
        coalesce(customers.deviation, 0)
        - coalesce(customers.placebo_deviation, 0) * {{ placebo_share("customers.window_days") }}
        * {{ ratio("outcomes.compared_cases", "placebos.compared_cases") }} as net_deviation
    from {{ ref("int_lift_customers") }} as customers
    inner join outcome_differences as outcomes
        on {{ same_columns("customers", "outcomes", lift_keys()) }}
    inner join placebo_differences as placebos
        on {{ same_columns("customers", "placebos", lift_keys()) }}

),

subjects as (

    {% for subject, column in deviations.items() -%}
    select
        {{ lift_keys() | join(", ") }},
        '{{ subject }}' as subject,
        cast({{ column }} as double) as deviation
    from deviations
    where {{ column }} is not null
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

largest as (

    select
        *,
        max(abs(deviation)) over (partition by {{ keys }}) as largest_deviation
    from subjects

),

-- In parts of the largest one, so that powers of large amounts stay numbers of a bearable size.
sums as (

    select
        {{ keys }},
        largest_deviation,
        count(*) as customers,
        sum({{ part_of_largest("deviation", "largest_deviation", 2) }}) as squares,
        sum({{ part_of_largest("deviation", "largest_deviation", 4) }}) as fourths
    from largest
    group by all

),

final as (

    select
        {{ keys }},
        customers,
        squares * power(largest_deviation, 2) as squares,
        fourths * power({{ ratio("customers", "squares") }}, 2) as relative_fourths
    from sums

)

select * from final

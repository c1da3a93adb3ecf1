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

squares as (

    {% for subject, column in deviations.items() -%}
    select
        {{ lift_keys() | join(", ") }},
        '{{ subject }}' as subject,
        {{ exact_deviation("power(cast(" ~ column ~ " as double), 2)") }} as square
    from deviations
    where {{ column }} is not null
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

-- In means of themselves, so that fourth powers stay numbers of a bearable size.
relative_squares as (

    select
        *,
        {{ ratio("square", "sum(square) over (partition by " ~ keys ~ ")") }}
        * count(*) over (partition by {{ keys }}) as relative_square
    from squares

),

final as (

    select
        {{ keys }},
        count(*) as customers,
        sum(square) as squares,
        sum({{ exact_deviation("relative_square * relative_square") }}) as relative_fourths
    from relative_squares
    group by all

)

select * from final

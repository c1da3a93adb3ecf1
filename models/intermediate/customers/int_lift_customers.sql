with

observations as (

    select * from {{ ref("int_lift_observations") }}

),

strata as (

    select * from {{ ref("int_lift_strata") }}
    where is_compared

),

differences as (

    select * from {{ ref("int_lift_differences") }}

),

-- psi times the compared cases, per case: a number of the size of the outcome [lift-interval].
deviations as (

    select
        {% for key in lift_keys() -%}
        observations.{{ key }},
        {% endfor -%}
        observations.subject,
        observations.customer_id,
        {{ exact_deviation(
            "case observations.side when 'engaged' "
            ~ "then observations.value - strata.counterpart_mean - differences.difference "
            ~ "else " ~ counterpart_weight(
                "strata.engaged_cases", "strata.counterpart_cases", "observations.method",
                "observations.compared_with"
            ) ~ " * (strata.counterpart_mean - observations.value) end"
        ) }} as deviation
    from observations
    inner join strata
        on {{ same_columns("observations", "strata", lift_keys() + ["subject", "stratum"]) }}
    inner join differences
        on {{ same_columns("observations", "differences", lift_keys() + ["subject"]) }}

),

final as (

    select
        {{ lift_keys() | join(", ") }},
        customer_id,
        sum(deviation) filter (where subject = 'outcome') as deviation,
        sum(deviation) filter (where subject = 'placebo') as placebo_deviation
    from deviations
    group by all

)

select * from final

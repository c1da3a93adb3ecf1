{%- set windows = checked_var("lift_windows") -%}
{#- What has an interval, and over whose number of cases its deviations are. -#}
{%- set subjects = {"outcome": "outcomes", "placebo": "placebos", "net": "outcomes"} -%}

with

-- Every row of the mart, also where there is nothing to compare.
rows_of_mart as (

    select
        methods.method,
        comparisons.compared_with,
        outcomes.outcome,
        cast(windows.window_days as bigint) as window_days
    from (values ('{{ lift_methods() | join("'), ('") }}')) as methods (method)
    cross join (
        values ('{{ lift_comparisons() | join("'), ('") }}')
    ) as comparisons (compared_with)
    cross join (values ('{{ lift_outcomes() | join("'), ('") }}')) as outcomes (outcome)
    cross join (values ({{ windows | join("), (") }})) as windows (window_days)

),

differences as (

    select * from {{ ref("int_lift_differences") }}

),

outcome_differences as (

    select * from differences
    where subject = 'outcome'

),

placebo_differences as (

    select * from differences
    where subject = 'placebo'

),

spreads as (

    select * from {{ ref("int_lift_spreads") }}

),

-- Who is on which side, in all cases of the row.
customers_of_sides as (

    select
        {{ lift_keys() | join(", ") }},
        count(distinct customer_id) filter (where side = 'engaged') as engaged_customers,
        count(distinct customer_id) filter (where side = 'counterpart') as counterpart_customers
    from {{ ref("int_lift_observations") }}
    where subject = 'outcome'
    group by all

),

limits as (

    select
        rows_of_mart.*,
        coalesce(customers_of_sides.engaged_customers, 0) as engaged_customers,
        coalesce(customers_of_sides.counterpart_customers, 0) as counterpart_customers,
        coalesce(outcomes.engaged_cases, 0) as engaged_cases,
        coalesce(outcomes.counterpart_cases, 0) as counterpart_cases,
        coalesce(outcomes.engaged_sum, 0) as engaged_sum,
        coalesce(outcomes.counterpart_sum, 0) as counterpart_sum,
        coalesce(outcomes.compared_cases, 0) as compared_cases,
        coalesce(placebos.compared_cases, 0) as placebo_compared_cases,
        outcomes.base,
        outcomes.difference as outcome_difference,
        placebos.difference as placebo_difference,
        outcomes.difference
        - placebos.difference * {{ placebo_share("rows_of_mart.window_days") }} as net_difference,
        {% for subject, relation in subjects.items() -%}
        {%- set cases = relation ~ ".compared_cases" -%}
        {%- set spread = subject ~ "_spreads" -%}
        {{ ratio(spread ~ ".squares", cases ~ " * " ~ cases) }} as {{ subject }}_psi_squares,
        {{ half_interval(
            spread ~ ".squares", spread ~ ".relative_fourths", spread ~ ".customers", cases
        ) }} as {{ subject }}_half_interval,
        {% endfor -%}
        gaps.largest_gap_before,
        gaps.largest_gap_after
    from rows_of_mart
    left join outcome_differences as outcomes
        on {{ same_columns("rows_of_mart", "outcomes", lift_keys()) }}
    left join placebo_differences as placebos
        on {{ same_columns("rows_of_mart", "placebos", lift_keys()) }}
    left join customers_of_sides
        on {{ same_columns("rows_of_mart", "customers_of_sides", lift_keys()) }}
    left join {{ ref("int_lift_gaps") }} as gaps
        on {{ same_columns("rows_of_mart", "gaps", ["compared_with", "window_days"]) }}
    {%- for subject in subjects %}
    left join spreads as {{ subject }}_spreads
        on
            {{ same_columns("rows_of_mart", subject ~ "_spreads", lift_keys()) }}
            and {{ subject }}_spreads.subject = '{{ subject }}'
    {%- endfor %}

),

intervals as (

    select
        {% for subject in subjects -%}
        {{ subject }}_difference - {{ subject }}_half_interval as {{ subject }}_lower,
        {{ subject }}_difference + {{ subject }}_half_interval as {{ subject }}_upper,
        {% endfor -%}
        *
    from limits

),

verdicts as (

    select
        {{ lift_keys() | reject("equalto", "method") | join(", ") }},
        {{ lift_verdict() }} as verdict
    from intervals
    where method = 'strata'

),

final as (

    select
        {{ prefixed("intervals", lift_keys()) }},

        verdicts.verdict,

        intervals.engaged_customers,
        intervals.counterpart_customers,
        intervals.engaged_cases,
        intervals.counterpart_cases,
        intervals.compared_cases,
        intervals.engaged_cases - intervals.compared_cases as dropped_cases,
        intervals.placebo_compared_cases,

        intervals.engaged_sum,
        intervals.counterpart_sum,
        {{ ratio("intervals.engaged_sum", "intervals.engaged_cases") }} as engaged_mean,
        {{ ratio("intervals.counterpart_sum", "intervals.counterpart_cases") }}
            as counterpart_mean,

        intervals.base,
        intervals.outcome_difference as difference,
        case
            when intervals.base > 0
                then {{ ratio("intervals.outcome_difference", "intervals.base", 100) }}
        end as difference_percent,
        intervals.outcome_lower as difference_lower,
        intervals.outcome_upper as difference_upper,
        intervals.placebo_difference,
        intervals.placebo_lower,
        intervals.placebo_upper,
        intervals.net_difference,
        intervals.net_lower,
        intervals.net_upper,
        intervals.outcome_psi_squares,
        intervals.placebo_psi_squares,
        intervals.net_psi_squares,

        intervals.largest_gap_before,
        intervals.largest_gap_after
    from intervals
    inner join verdicts
        on {{ same_columns(
            "intervals", "verdicts", lift_keys() | reject("equalto", "method") | list
        ) }}

)

select * from final

with

strata as (

    select * from {{ ref("int_lift_strata") }}

),

sums as (

    select
        {{ lift_keys() | join(", ") }},
        subject,
        sum(engaged_cases) as engaged_cases,
        sum(counterpart_cases) as counterpart_cases,
        sum(engaged_sum) as engaged_sum,
        sum(counterpart_sum) as counterpart_sum,
        coalesce(sum(engaged_cases) filter (where is_compared), 0) as compared_cases,
        sum(engaged_sum) filter (where is_compared) as compared_sum,
        -- What the counterparts had, as if they were as many as the engaged in each stratum.
        sum({{ exact_deviation("engaged_cases * counterpart_mean") }}) filter (
            where is_compared
        ) as base_sum
    from strata
    group by all

),

final as (

    select
        {{ lift_keys() | join(", ") }},
        subject,
        cast(engaged_cases as bigint) as engaged_cases,
        cast(counterpart_cases as bigint) as counterpart_cases,
        cast(engaged_sum as {{ money_type() }}) as engaged_sum,
        cast(counterpart_sum as {{ money_type() }}) as counterpart_sum,
        cast(compared_cases as bigint) as compared_cases,
        {{ ratio("base_sum", "compared_cases") }} as base,
        {{ ratio("compared_sum - base_sum", "compared_cases") }} as difference
    from sums

)

select * from final

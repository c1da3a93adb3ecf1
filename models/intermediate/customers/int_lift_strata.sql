with

observations as (

    select * from {{ ref("int_lift_observations") }}

),

sums as (

    select
        {{ lift_keys() | join(", ") }},
        subject,
        stratum,
        count(*) filter (where side = 'engaged') as engaged_cases,
        count(*) filter (where side = 'counterpart') as counterpart_cases,
        coalesce(sum(value) filter (where side = 'engaged'), 0) as engaged_sum,
        coalesce(sum(value) filter (where side = 'counterpart'), 0) as counterpart_sum
    from observations
    group by all

),

final as (

    select
        *,
        {{ ratio("counterpart_sum", "counterpart_cases") }} as counterpart_mean,
        engaged_cases >= 1 and counterpart_cases >= 2 as is_compared
    from sums

)

select * from final

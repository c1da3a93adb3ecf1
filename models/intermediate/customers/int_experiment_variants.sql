with

assignments as (

    select * from {{ ref("int_experiment_assignments") }}

),

variants as (

    select
        experiment_id,
        variant,
        is_control,
        count(*) filter (where not is_in_two_variants) as assigned_customers
    from assignments
    group by
        experiment_id,
        variant,
        is_control

),

experiments as (

    select
        experiment_id,
        count(distinct customer_id) filter (where is_in_two_variants)
            as customers_in_two_variants
    from assignments
    group by experiment_id

),

-- A variant of the seed that nobody got lacks its customers, too.
shares as (

    select
        coalesce(variants.experiment_id, experiment_shares.experiment_id) as experiment_id,
        coalesce(variants.assigned_customers, 0) as assigned_customers,
        experiment_shares.share as given_share
    from variants
    full outer join {{ ref("experiment_shares") }} as experiment_shares
        on
            variants.experiment_id = experiment_shares.experiment_id
            and variants.variant = experiment_shares.variant

),

equal_without_shares as (

    select
        *,
        case
            when bool_and(given_share is null) over (partition by experiment_id) then 1
            else given_share
        end as share
    from shares

),

expectations as (

    select
        experiment_id,
        assigned_customers,
        {{ ratio(
            "share * sum(assigned_customers) over (partition by experiment_id)",
            "sum(share) over (partition by experiment_id)"
        ) }} as expected_customers
    from equal_without_shares

),

-- What is expected of a variant without a share is not known, and so nothing is of the experiment.
chi_squares as (

    select
        experiment_id,
        count(*) - 1 as degrees_of_freedom,
        case
            when count(nullif(expected_customers, 0)) = count(*)
                then sum({{ chi_square_term("assigned_customers", "expected_customers") }})
        end as chi_square
    from expectations
    group by experiment_id

),

final as (

    select
        variants.experiment_id,
        variants.variant,

        variants.is_control,
        variants.assigned_customers,
        experiments.customers_in_two_variants,

        cast(chi_squares.chi_square as double) as chi_square,
        chi_squares.chi_square > points.point as is_ratio_suspect
    from variants
    inner join experiments
        on variants.experiment_id = experiments.experiment_id
    inner join chi_squares
        on variants.experiment_id = chi_squares.experiment_id
    left join {{ ref("chi_square_points") }} as points
        on chi_squares.degrees_of_freedom = points.degrees_of_freedom

)

select * from final

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

junk_identifiers as (

    select * from {{ ref("junk_identifiers") }}

),

crm_customers as (

    select customer_id from {{ ref("stg_customers") }}

),

assignments as (

    select
        experiments.experiment_id,
        experiments.customer_id,
        experiments.variant,
        experiments.assigned_at,
        coalesce(experiments.is_control, false) as is_control
    from {{ ref("stg_experiments") }} as experiments
    inner join as_of_date
        on {{ local_date("experiments.assigned_at") }} <= as_of_date.as_of_date
    left join junk_identifiers
        on {{ is_junk_identifier("experiments.customer_id", "junk_identifiers.identifier") }}
    left join crm_customers
        on experiments.customer_id = crm_customers.customer_id
    where junk_identifiers.identifier is null or crm_customers.customer_id is not null

),

variants as (

    select
        experiment_id,
        variant,
        bool_or(is_control) as is_control
    from assignments
    group by
        experiment_id,
        variant

),

-- Without a control, or with two, there is nothing to compare with.
comparable_experiments as (

    select experiment_id
    from variants
    group by experiment_id
    having count(*) filter (where is_control) = 1

),

first_assignments as (

    select
        experiment_id,
        customer_id,
        variant,
        min(assigned_at) as assigned_at
    from assignments
    group by
        experiment_id,
        customer_id,
        variant

),

final as (

    select
        first_assignments.experiment_id,
        first_assignments.customer_id,
        first_assignments.variant,

        variants.is_control,
        first_assignments.assigned_at,
        {{ local_date("first_assignments.assigned_at") }} as assigned_date,

        count(*) over (
            partition by first_assignments.experiment_id, first_assignments.customer_id
        ) > 1 as is_in_two_variants
    from first_assignments
    inner join variants
        on
            first_assignments.experiment_id = variants.experiment_id
            and first_assignments.variant = variants.variant
    inner join comparable_experiments
        on first_assignments.experiment_id = comparable_experiments.experiment_id

)

select * from final

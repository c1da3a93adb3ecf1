{%- set windows = checked_var("experiment_windows") -%}
{%- set metrics = experiment_metrics("own").keys() | list -%}

with

-- Every row of the mart, also where nobody's window is over.
rows_of_mart as (

    select
        variants.*,
        metrics.metric,
        cast(windows.window_days as bigint) as window_days
    from {{ ref("int_experiment_variants") }} as variants
    cross join (values ('{{ metrics | join("'), ('") }}')) as metrics (metric)
    cross join (values ({{ windows | join("), (") }})) as windows (window_days)

),

sums as (

    select
        *,
        {{ ratio("value_sum", "customers") }} as mean,
        {{ ratio("earlier_sum", "customers") }} as earlier_mean,
        {{ squared_error("squares", "customers") }} as squared_error
    from {{ ref("int_experiment_sums") }}

),

control_sums as (

    select sums.*
    from sums
    inner join {{ ref("int_experiment_variants") }} as variants
        on
            sums.experiment_id = variants.experiment_id
            and sums.variant = variants.variant
            and variants.is_control

),

-- The control is compared with nobody.
compared as (

    select
        rows_of_mart.*,
        coalesce(sums.customers, 0) as customers,
        coalesce(sums.value_sum, 0) as value_sum,
        coalesce(sums.value_square_sum, 0) as value_square_sum,
        sums.mean,
        sums.mean - controls.mean as difference,
        sums.earlier_mean - controls.earlier_mean as earlier_difference,
        {{ welch_half_interval(
            "sums.squared_error", "sums.customers",
            "controls.squared_error", "controls.customers"
        ) }} as half_interval,
        sums.squares,
        sums.products,
        sums.earlier_squares,
        controls.customers as control_customers,
        controls.squares as control_squares,
        controls.products as control_products,
        controls.earlier_squares as control_earlier_squares,
        {{ covariate_slope(
            "sums.products", "sums.earlier_squares",
            "controls.products", "controls.earlier_squares"
        ) }} as slope
    from rows_of_mart
    left join sums
        on {{ same_columns(
            "rows_of_mart", "sums", ["experiment_id", "variant", "metric", "window_days"]
        ) }}
    left join control_sums as controls
        on
            {{ same_columns(
                "rows_of_mart", "controls", ["experiment_id", "metric", "window_days"]
            ) }}
            and not rows_of_mart.is_control

),

-- With the time before the assignment taken off, each side has another spread.
adjusted as (

    select
        *,
        difference - slope * earlier_difference as adjusted_difference,
        {{ squared_error(
            adjusted_squares("squares", "products", "earlier_squares", "slope"), "customers"
        ) }} as squared_error,
        {{ squared_error(
            adjusted_squares(
                "control_squares", "control_products", "control_earlier_squares", "slope"
            ),
            "control_customers"
        ) }} as control_squared_error
    from compared

),

intervals as (

    select
        *,
        case when slope is not null then {{ welch_half_interval(
            "squared_error", "customers", "control_squared_error", "control_customers"
        ) }} end as adjusted_half_interval
    from adjusted

),

final as (

    select
        experiment_id,
        variant,
        metric,
        window_days,

        is_control,

        customers,
        value_sum,
        value_square_sum,
        mean,

        difference,
        difference - half_interval as difference_lower,
        difference + half_interval as difference_upper,
        adjusted_difference,
        adjusted_difference - adjusted_half_interval as adjusted_lower,
        adjusted_difference + adjusted_half_interval as adjusted_upper,

        assigned_customers,
        customers_in_two_variants,
        chi_square,
        is_ratio_suspect
    from intervals

)

select * from final

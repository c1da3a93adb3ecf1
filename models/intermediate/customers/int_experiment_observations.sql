{%- set windows = checked_var("experiment_windows") -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

stitched_rows as (

    select * from {{ ref("int_rows_stitched") }}

),

assignments as (

    select * from {{ ref("int_experiment_assignments") }}
    where not is_in_two_variants

),

all_windows as (

    select
        assignments.*,
        cast(windows.window_days as bigint) as window_days,
        {{ hours_of_days_after("windows.window_days", "assignments.assigned_at") }}
            as window_end,
        {{ hours_of_days_after(-365, "assignments.assigned_at") }} as earlier_start,
        {{ dbt.dateadd("day", "windows.window_days", "assignments.assigned_date") }}
            as day_after_window,
        {{ dbt.dateadd("day", -365, "assignments.assigned_date") }} as earlier_first_day
    from assignments
    cross join (values ({{ windows | join("), (") }})) as windows (window_days)

),

windows_over as (

    select all_windows.*
    from all_windows
    cross join as_of_date
    where {{ is_window_over("all_windows.window_end") }}

),

purchases as (

    select
        stitched_rows.customer_id,
        orders.ordered_at as happened_at,
        1 as orders,
        orders.base_amount as net_revenue
    from {{ ref("orders") }} as orders
    inner join stitched_rows
        on
            stitched_rows.fact = 'orders'
            and orders.order_id = stitched_rows.row_id
    where orders.is_completed

    union all

    select
        stitched_rows.customer_id,
        refunds.refunded_at as happened_at,
        0 as orders,
        -refunds.base_amount as net_revenue
    from {{ ref("refunds") }} as refunds
    inner join stitched_rows
        on
            stitched_rows.fact = 'refunds'
            and refunds.refund_id = stitched_rows.row_id
    where refunds.is_counted

),

bought as (

    select
        windows_over.experiment_id,
        windows_over.customer_id,
        windows_over.window_days,
        {%- for side, comparison in {"own": ">=", "earlier": "<"}.items() %}
        {%- set is_on_side = "purchases.happened_at " ~ comparison ~ " windows_over.assigned_at" %}
        sum(purchases.orders) filter (where {{ is_on_side }}) as {{ side }}_orders,
        sum(purchases.net_revenue) filter (where {{ is_on_side }}) as {{ side }}_net_revenue
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from windows_over
    inner join purchases
        on
            windows_over.customer_id = purchases.customer_id
            and windows_over.earlier_start <= purchases.happened_at
            and windows_over.window_end > purchases.happened_at
    group by
        windows_over.experiment_id,
        windows_over.customer_id,
        windows_over.window_days

),

active_days as (

    select distinct
        customer_id,
        activity_date
    from {{ ref("person_activity") }}
    where makes_active and customer_id is not null

),

active as (

    select
        windows_over.experiment_id,
        windows_over.customer_id,
        windows_over.window_days,
        count(*) filter (where active_days.activity_date >= windows_over.assigned_date)
            as own_active_days,
        count(*) filter (where active_days.activity_date < windows_over.assigned_date)
            as earlier_active_days
    from windows_over
    inner join active_days
        on
            windows_over.customer_id = active_days.customer_id
            and windows_over.earlier_first_day <= active_days.activity_date
            and windows_over.day_after_window > active_days.activity_date
    group by
        windows_over.experiment_id,
        windows_over.customer_id,
        windows_over.window_days

),

measured as (

    select
        windows_over.experiment_id,
        windows_over.variant,
        windows_over.customer_id,
        windows_over.window_days,
        {%- for side in ["own", "earlier"] %}
        coalesce(bought.{{ side }}_orders, 0) as {{ side }}_orders,
        coalesce(bought.{{ side }}_net_revenue, 0) as {{ side }}_net_revenue,
        coalesce(active.{{ side }}_active_days, 0) as {{ side }}_active_days
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from windows_over
    left join bought
        on {{ same_columns(
            "windows_over", "bought", ["experiment_id", "customer_id", "window_days"]
        ) }}
    left join active
        on {{ same_columns(
            "windows_over", "active", ["experiment_id", "customer_id", "window_days"]
        ) }}

),

final as (

    {%- for metric, value in experiment_metrics("own").items() %}
    select
        experiment_id,
        variant,
        customer_id,
        window_days,
        '{{ metric }}' as metric,
        cast({{ value }} as {{ money_type() }}) as value,
        cast({{ experiment_metrics("earlier")[metric] }} as {{ money_type() }}) as earlier_value
    from measured
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

)

select * from final

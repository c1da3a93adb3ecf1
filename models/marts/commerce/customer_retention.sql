{#-
    The attributes are those at the as-of date. The subscription level is that of the period: by the
    plan of the as-of date no plan would ever lose a customer. -#}
{%- set attributes = customer_attributes() -%}
{%- set compared = ["customers_at_end", "retained_customers", "new_customers", "lost_customers"] -%}

with

periods as (

    select
        *,
        -- The customers at the end are those of the start of the next period.
        {{ dbt.dateadd("day", 1, "period_end") }} as next_period_start
    from {{ ref("int_periods") }}
    where {{ is_metric_grain("period_grain", checked_var("retention_period_grains")) }}

),

presence as (

    select * from {{ ref("int_customer_presence") }}

),

customers as (

    select * from {{ ref("int_customer_attributes") }}

),

first_order as (

    select min(ordered_date) as first_ordered_date from {{ ref("orders") }}

),

first_activity as (

    -- Presence begins on the day after its order, or after the start of its term.
    select min({{ dbt.dateadd("day", -1, "present_from") }}) as first_activity_date from presence

),

-- Who was there at the start of each period, at its end, or both.
customer_periods as (

    select
        presence.basis,
        presence.customer_id,
        periods.period_grain,
        periods.period_start,
        bool_or({{ is_present(
            "presence.present_from", "presence.present_until", "periods.period_start"
        ) }}) as is_at_start,
        bool_or({{ is_present(
            "presence.present_from", "presence.present_until", "periods.next_period_start"
        ) }}) as is_at_end
    from periods
    inner join presence
        on
            periods.period_start <= presence.present_until
            and periods.next_period_start >= presence.present_from
    group by all

),

levelled_periods as (

    {{ with_levels("customer_periods", "periods", ref("int_subscriptions_dated")) }}

),

-- A customer who is not in the customers table has no attributes, and no level.
described_periods as (

    select
        levelled_periods.*,
        {%- for attribute in attributes %}
        customers.{{ attribute }},
        {%- endfor %}
        case
            when customers.customer_id is not null
                then {{ level_in_period(
                    "not levelled_periods.is_at_start",
                    "levelled_periods.level_at_start",
                    "levelled_periods.first_level"
                ) }}
        end as subscription_level
    from levelled_periods
    left join customers
        on levelled_periods.customer_id = customers.customer_id
    where levelled_periods.is_at_start or levelled_periods.is_at_end

),

counts as (

    {{ per_cut_of_keys(
        "described_periods", ["basis", "period_grain", "period_start"],
        ["all"] + attributes + ["subscription_level"], {
            "customers_at_start": "count(*) filter (where is_at_start)",
            "customers_at_end": "count(*) filter (where is_at_end)",
            "retained_customers": "count(*) filter (where is_at_start and is_at_end)",
            "new_customers": "count(*) filter (where is_at_end and not is_at_start)",
            "lost_customers": "count(*) filter (where is_at_start and not is_at_end)",
        }
    ) }}

),

people as (

    select
        customers.*,
        presence.basis
    from presence
    left join customers
        on presence.customer_id = customers.customer_id

),

-- The cuts that have a row in every period: the total, and each dimension value that occurs on the
-- basis.
basis_cuts as (

    {{ per_cut_of_keys("people", ["basis"], attributes) }}

    union distinct

    select
        basis,
        dimension,
        dimension_value
    from counts
    where dimension = 'subscription_level'

    union distinct

    {{ per_cut_of_keys(
        "(values ('orders'), ('subscription')) as bases (basis)", ["basis"], ["all"]
    ) }}

),

dense_rows as (

    select
        basis_cuts.*,
        periods.period_grain,
        periods.period_start
    from basis_cuts
    cross join periods
    inner join first_activity
        on periods.period_end >= first_activity.first_activity_date

),

parts as (

    {{ metrics_table([], [{"counted": "counts", "parts": {
        "customers_at_start": part_sum("customers_at_start", empty=0),
        "counted_customers_at_end": part_sum("customers_at_end", empty=0),
        "counted_retained_customers": part_sum("retained_customers", empty=0),
        "counted_new_customers": part_sum("new_customers", empty=0),
        "counted_lost_customers": part_sum("lost_customers", empty=0),
    }}], keys=["basis"], rows="dense_rows") }}

),

-- Counts that compare the end of a period with its start are null unless both are known.
final as (

    select
        parts.basis,
        parts.period_grain,
        parts.period_start,
        parts.dimension,
        parts.dimension_value,
        parts.is_complete,

        parts.customers_at_start,
        {%- for part in compared %}
        case
            when {{ is_comparable("parts.is_complete", is_presence_known(
                "parts.basis", "parts.period_start", "first_order.first_ordered_date"
            )) }}
                then parts.counted_{{ part }}
        end as {{ part }},
        {%- endfor %}

        {{ ratio("customers_at_end", "customers_at_start", 100) }} as customer_retention_rate,
        {{ ratio("retained_customers", "customers_at_start", 100) }} as retained_customer_rate,
        {{ ratio("lost_customers", "customers_at_start", 100) }} as churn_rate
    from parts
    cross join first_order

)

select * from final

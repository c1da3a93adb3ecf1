{#- The customer as of now, but the plan of the period: by the plan of now, nobody leaves one. -#}
{%- set attributes = [
    "customer_segment",
    "country",
    "age_group",
    "acquisition_source",
    "acquisition_type",
] -%}
{%- set dimensions = attributes + ["subscription_level"] -%}

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

terms as (

    select
        *,
        coalesce(plan, '(none)') as subscription_level
    from {{ ref("int_subscriptions_dated") }}

),

orders as (

    select * from {{ ref("orders") }}

),

first_order as (

    select min(ordered_date) as first_ordered_date from orders

),

first_activity as (

    -- Presence begins the day after the order or the start of the term that it comes from.
    select min({{ dbt.dateadd("day", -1, "present_from") }}) as first_activity_date from presence

),

-- Who was there at the start of each period, at its end, or both.
present_at_start as (

    select
        presence.basis,
        presence.customer_id,
        periods.period_grain,
        periods.period_start
    from periods
    inner join presence
        on {{ is_present(
            "presence.present_from", "presence.present_until", "periods.period_start"
        ) }}

),

present_at_end as (

    select
        presence.basis,
        presence.customer_id,
        periods.period_grain,
        periods.period_start
    from periods
    inner join presence
        on {{ is_present(
            "presence.present_from", "presence.present_until", "periods.next_period_start"
        ) }}

),

customer_periods as (

    select
        basis,
        customer_id,
        period_grain,
        period_start,
        bool_or(is_at_start) as is_at_start,
        bool_or(is_at_end) as is_at_end
    from (
        select
            *,
            true as is_at_start,
            false as is_at_end
        from present_at_start

        union all

        select
            *,
            false as is_at_start,
            true as is_at_end
        from present_at_end
    ) as presences
    group by
        basis,
        customer_id,
        period_grain,
        period_start

),

levels_at_start as (

    select
        starts.period_start,
        terms.customer_id,
        terms.subscription_level
    from (select distinct period_start from periods) as starts
    inner join terms
        on {{ is_present("terms.present_from", "terms.present_until", "starts.period_start") }}
    qualify {{ is_latest_term(
        "starts.period_start, terms.customer_id", "terms.started_at", "terms.subscription_id"
    ) }}

),

first_levels as (

    select
        periods.period_grain,
        periods.period_start,
        terms.customer_id,
        terms.subscription_level
    from periods
    inner join terms
        on terms.started_date between periods.period_start and periods.period_end
    qualify {{ is_first_term(
        "periods.period_grain, periods.period_start, terms.customer_id",
        "terms.started_at",
        "terms.subscription_id"
    ) }}

),

-- Only rows of customers have attributes, and a level.
described_periods as (

    select
        customer_periods.*,
        {%- for attribute in attributes %}
        customers.{{ attribute }},
        {%- endfor %}
        case
            when customers.customer_id is not null
                then {{ level_in_period(
                    "not customer_periods.is_at_start",
                    "levels_at_start.subscription_level",
                    "first_levels.subscription_level"
                ) }}
        end as subscription_level
    from customer_periods
    left join customers
        on customer_periods.customer_id = customers.customer_id
    left join levels_at_start
        on
            customer_periods.customer_id = levels_at_start.customer_id
            and customer_periods.period_start = levels_at_start.period_start
    left join first_levels
        on
            customer_periods.customer_id = first_levels.customer_id
            and customer_periods.period_grain = first_levels.period_grain
            and customer_periods.period_start = first_levels.period_start

),

counts as (

    {% for dimension in ["all"] + dimensions -%}
    select
        basis,
        period_grain,
        period_start,
        '{{ dimension }}' as dimension,
        {{ dimension_value(dimension) }} as dimension_value,
        count(*) filter (where is_at_start) as customers_at_start,
        count(*) filter (where is_at_end) as customers_at_end,
        count(*) filter (where is_at_start and is_at_end) as retained_customers,
        count(*) filter (where is_at_end and not is_at_start) as new_customers,
        count(*) filter (where is_at_start and not is_at_end) as lost_customers
    from described_periods
    group by all
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

-- A row for every period in the total, and in every dimension value that the basis ever saw.
basis_cuts as (

    {% for dimension in attributes -%}
    select distinct
        presence.basis,
        '{{ dimension }}' as dimension,
        {{ dimension_value(dimension) }} as dimension_value
    from presence
    left join customers
        on presence.customer_id = customers.customer_id

    union distinct

    {% endfor -%}
    select distinct
        basis,
        dimension,
        dimension_value
    from counts
    where dimension = 'subscription_level'

    union distinct

    select
        bases.basis,
        'all' as dimension,
        'all' as dimension_value
    from (values ('orders'), ('subscription')) as bases (basis)

),

row_keys as (

    select
        basis_cuts.basis,
        periods.period_grain,
        periods.period_start,
        basis_cuts.dimension,
        basis_cuts.dimension_value,
        periods.is_complete,
        {{ is_comparable(
            "periods.is_complete",
            is_presence_known(
                "basis_cuts.basis", "periods.period_start", "first_order.first_ordered_date"
            )
        ) }} as is_comparable
    from basis_cuts
    cross join periods
    cross join first_order
    inner join first_activity
        on periods.period_end >= first_activity.first_activity_date

),

parts as (

    select
        row_keys.basis,
        row_keys.period_grain,
        row_keys.period_start,
        row_keys.dimension,
        row_keys.dimension_value,
        row_keys.is_complete,

        coalesce(counts.customers_at_start, 0) as customers_at_start,
        case
            when row_keys.is_comparable then coalesce(counts.customers_at_end, 0)
        end as customers_at_end,
        case
            when row_keys.is_comparable then coalesce(counts.retained_customers, 0)
        end as retained_customers,
        case
            when row_keys.is_comparable then coalesce(counts.new_customers, 0)
        end as new_customers,
        case
            when row_keys.is_comparable then coalesce(counts.lost_customers, 0)
        end as lost_customers
    from row_keys
    left join counts
        on
            row_keys.basis = counts.basis
            and {{ same_metric_row("row_keys", "counts") }}

),

final as (

    select
        basis,
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        customers_at_start,
        customers_at_end,
        retained_customers,
        new_customers,
        lost_customers,

        {{ ratio("customers_at_end", "customers_at_start", 100) }} as customer_retention_rate,
        {{ ratio("retained_customers", "customers_at_start", 100) }} as retained_customer_rate,
        {{ ratio("lost_customers", "customers_at_start", 100) }} as churn_rate
    from parts

)

select * from final

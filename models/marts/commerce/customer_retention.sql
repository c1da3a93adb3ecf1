{#- The customer as of now, but the plan of the period: by the plan of now, nobody leaves one. -#}
{%- set attributes = [
    "customer_segment", "country", "age_group", "acquisition_source", "acquisition_type",
] -%}

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

first_activity as (

    -- Presence begins the day after the order or the start of the term that it comes from.
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

levels as (

    {{ levels_in_periods("periods", ref("int_subscriptions_dated")) }}

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
                    "levels.level_at_start",
                    "levels.first_level"
                ) }}
        end as subscription_level
    from customer_periods
    left join customers
        on customer_periods.customer_id = customers.customer_id
    left join levels
        on
            customer_periods.customer_id = levels.customer_id
            and customer_periods.period_grain = levels.period_grain
            and customer_periods.period_start = levels.period_start
    where customer_periods.is_at_start or customer_periods.is_at_end

),

customer_cuts as (

    {{ rows_of_cuts(
        "described_periods",
        ["basis", "period_grain", "period_start", "is_at_start", "is_at_end"],
        ["all"] + attributes + ["subscription_level"]
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

-- A row for every period in the total, and in every dimension value that the basis ever saw.
basis_cuts as (

    {{ rows_of_cuts("people", ["basis"], attributes, distinct=true) }}

    union distinct

    select
        basis,
        dimension,
        dimension_value
    from customer_cuts
    where dimension = 'subscription_level'

    union distinct

    {{ rows_of_cuts(
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

    {{ metrics_table([], [{"counted": "customer_cuts", "parts": {
        "customers_at_start": part_count("is_at_start"),
        "at_end": part_count("is_at_end"),
        "retained": part_count("is_at_start and is_at_end"),
        "new": part_count("is_at_end and not is_at_start"),
        "lost": part_count("is_at_start and not is_at_end"),
    }}], keys=["basis"], rows="dense_rows") }}

),

-- Who was there at the end tells something only where both ends of the period are known.
final as (

    select
        parts.basis,
        parts.period_grain,
        parts.period_start,
        parts.dimension,
        parts.dimension_value,
        parts.is_complete,

        parts.customers_at_start,
        {%- for part, name in {
            "at_end": "customers_at_end",
            "retained": "retained_customers",
            "new": "new_customers",
            "lost": "lost_customers",
        }.items() %}
        case
            when {{ is_comparable("parts.is_complete", is_presence_known(
                "parts.basis", "parts.period_start", "first_order.first_ordered_date"
            )) }}
                then parts.{{ part }}
        end as {{ name }},
        {%- endfor %}

        {{ ratio("customers_at_end", "customers_at_start", 100) }} as customer_retention_rate,
        {{ ratio("retained_customers", "customers_at_start", 100) }} as retained_customer_rate,
        {{ ratio("lost_customers", "customers_at_start", 100) }} as churn_rate
    from parts
    cross join (
        select min(ordered_date) as first_ordered_date from {{ ref("orders") }}
    ) as first_order

)

select * from final

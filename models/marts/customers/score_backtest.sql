with

followed as (

    select * from {{ ref("int_scores_followed") }}

),

scores as (

    select
        month_start,
        score,
        sum(customers) as customers,
        sum(active_customers) as active_customers,
        sum(customers - active_customers) as idle_customers,
        sum(buyers) as buyers,
        sum(customers - buyers) as others
    from followed
    group by all

),

lower_scores as (

    select
        *,
        sum(customers) over lower_ones - customers as lower_customers,
        sum(idle_customers) over lower_ones - idle_customers as lower_idle_customers,
        sum(others) over lower_ones - others as lower_others,
        sum(customers) over (partition by month_start) as month_customers
    from scores
    window lower_ones as (partition by month_start order by score)

),

areas as (

    select
        month_start,
        {{ auc("active_customers", "idle_customers", "lower_idle_customers") }} as auc_active,
        {{ auc("buyers", "others", "lower_others") }} as auc_buying
    from lower_scores
    group by month_start

),

placed as (

    select
        followed.*,
        {{ equal_group_of_place(
            "lower_scores.lower_customers", "lower_scores.month_customers", 10
        ) }} as decile
    from followed
    inner join lower_scores
        on
            followed.month_start = lower_scores.month_start
            and followed.score = lower_scores.score

),

cuts as (

    {% for dimension, value in {
        "all": "'all'",
        "decile": "cast(decile as " ~ dbt.type_string() ~ ")",
        "engagement_level": "engagement_level",
    }.items() -%}
    select
        month_start,
        '{{ dimension }}' as dimension,
        {{ value }} as dimension_value,
        sum(customers) as customers,
        sum(active_customers) as active_customers,
        sum(buyers) as buyers,
        sum(net_revenue) as net_revenue
    from placed
    group by all
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

final as (

    select
        cuts.month_start,
        cuts.dimension,
        cuts.dimension_value,

        cast(cuts.customers as bigint) as customers,
        cast(cuts.active_customers as bigint) as active_customers,
        cast(cuts.buyers as bigint) as buyers,
        cuts.net_revenue,

        areas.auc_active,
        areas.auc_buying
    from cuts
    left join areas
        on
            cuts.dimension = 'all'
            and cuts.month_start = areas.month_start

)

select * from final

{#- Whoever takes the mean of the published parts gets the published score [health-score]. -#}
{{ config(
    group="customers",
    meta={
        "failure":
            "A health score of customers is not the weighted mean of its known parts, or one of "
            "them is not between 0 and 100.",
        "remedy": "The seed health_parts needs one row, with a weight, for each of the four parts.",
    },
) }}

with

parts as (

    {% for part in health_parts() -%}
    select
        customer_id,
        '{{ part }}' as health_part,
        health_{{ part }} as value
    from {{ ref("customers") }}
    where health_{{ part }} is not null
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

recomputed as (

    select
        parts.customer_id,
        count(*) filter (where parts.value between 0 and 100) as good_parts,
        count(*) as known_parts,
        cast(sum(health_parts.weight * parts.value) as double) / sum(health_parts.weight) as score
    from parts
    left join {{ ref("health_parts") }} as health_parts
        on parts.health_part = health_parts.health_part
    group by parts.customer_id

)

select
    customers.customer_id,
    customers.health_score,
    recomputed.score as recomputed_score
from {{ ref("customers") }} as customers
left join recomputed
    on customers.customer_id = recomputed.customer_id
where
    recomputed.good_parts <> recomputed.known_parts
    or (customers.health_score is null) <> (recomputed.score is null)
    -- Half of the last place, and what a double adds to it.
    or abs(customers.health_score - recomputed.score) > 0.0000501

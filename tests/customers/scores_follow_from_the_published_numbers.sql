{#-
    Whoever computes with the published columns of the last scored month, and with the seed, gets
    the published parts and score [engagement-parts].
-#}
{{ config(
    group="customers",
    meta={
        "failure":
            "A part or a score of customer_engagement_monthly is not what its numbers, and the "
            "targets and weights of the seed engagement_parts, give.",
        "remedy": "Each part of the seed needs a weight, a target above 0, and a known name.",
    },
) }}

with

last_month as (

    select max(month_start) as month_start from {{ ref("customer_engagement_monthly") }}

),

scores as (

    select scores.*
    from {{ ref("customer_engagement_monthly") }} as scores
    inner join last_month
        on scores.month_start = last_month.month_start

),

numbers as (

    {% for name in engagement_parts() -%}
    select
        customer_id,
        '{{ name }}' as engagement_part,
        {{ name }} as number,
        {{ name }}_part as part
    from scores
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

weighted as (

    select
        numbers.customer_id,
        engagement_parts.weight,
        numbers.part,
        abs(
            numbers.part
            - 100 * least(1, cast(numbers.number as double) / engagement_parts.target)
        ) as difference
    from numbers
    inner join {{ ref("engagement_parts") }} as engagement_parts
        on numbers.engagement_part = engagement_parts.engagement_part

),

recomputed as (

    select
        customer_id,
        max(difference) as difference,
        count(*) as parts,
        cast(sum(weight * part) as double) / sum(weight) as score
    from weighted
    group by customer_id

)

select
    scores.customer_id,
    scores.score,
    recomputed.score as recomputed_score,
    recomputed.difference as difference_of_a_part
from scores
left join recomputed
    on scores.customer_id = recomputed.customer_id
where
    coalesce(recomputed.parts, 0) <> {{ engagement_parts() | length }}
    -- Half of the last place, and what a double adds to it.
    or recomputed.difference > 0.0000501
    or abs(scores.score - recomputed.score) > 0.0000501

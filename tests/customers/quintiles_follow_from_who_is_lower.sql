{#-
    Without ranks and quotients: of n buyers, a quintile is one more than the number of k from 1 to
    4 with 5 * (buyers who are lower) >= k * (n - 1) [equal-quintiles]. Of a single buyer it is 1.
-#}
{{ config(
    group="customers",
    meta={
        "failure":
            "A buyer of customers is in another quintile than their place among all buyers says.",
    },
) }}

with

measures as (

    {% for name, measure in {
        "recency": "-1 * recency_days", "frequency": "frequency", "monetary": "monetary",
    }.items() -%}
    select
        customer_id,
        '{{ name }}' as measure,
        cast({{ measure }} as {{ money_type() }}) as value,
        {{ name }}_quintile as quintile
    from {{ ref("customers") }}
    where orders > 0
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

counted as (

    select
        measure,
        value,
        count(*) as buyers
    from measures
    group by all

),

places as (

    select
        measure,
        value,
        sum(buyers) over (partition by measure order by value) - buyers as lower,
        sum(buyers) over (partition by measure) - 1 as others
    from counted

)

select
    measures.*,
    places.lower,
    places.others
from measures
inner join places
    on
        measures.measure = places.measure
        and measures.value = places.value
where
    measures.quintile <> 1 + (
        select count(*)
        from (values (1), (2), (3), (4)) as fifths (k)
        where places.others > 0 and 5 * places.lower >= fifths.k * places.others
    )

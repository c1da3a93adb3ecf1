{#-
    The dimensions of a metrics table are 'all' and those of the catalog. One of the catalog is
    missing only where nothing can be cut by it: what adds up over dimensions is found in each of
    them again, so that it is there as soon as such a part of 'all' is not 0. (The followers of a
    platform, for one, are no post's: of them alone no post_type is known, and none is told.)
-#}
{% test dimensions_are_cataloged(model) %}
    {%- set mart = tested_mart(model) -%}
    {%- set has_facts = [] -%}
    {%- for part in catalog_rows(ref("metric_parts"), mart) if part.is_additive_over_dimensions -%}
        {%- do has_facts.append(part.part ~ " <> 0") -%}
    {%- endfor -%}
    with

    found as (

        select distinct dimension from {{ model }}

    ),

    expected as (

        select dimension from {{ ref("metric_dimensions") }}
        where mart = '{{ mart }}'

        union all

        select 'all' as dimension

    ),

    facts as (

        select count(*) as rows_with_facts from {{ model }}
        where
            dimension = 'all'
            and ({{ has_facts | join(" or ") or "1 = 0" }})

    )

    select
        coalesce(found.dimension, expected.dimension) as dimension,
        found.dimension is null as is_missing
    from found
    full outer join expected
        on found.dimension = expected.dimension
    cross join facts
    where
        expected.dimension is null
        or (found.dimension is null and facts.rows_with_facts > 0)
{% endtest %}

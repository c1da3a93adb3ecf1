{#-
    A view, because all values are in the metrics tables already. It is a union with one branch per
    metric of the catalog: for a filter on metric_id the engine reads one branch only, and it
    applies every other filter inside the branches. Each branch casts its parts, because a union of
    decimals has the narrowest scale of them.
-#}
{{ config(materialized="view") }}

with

metric_rows as (

    {% set catalog = ref("metric_catalog") -%}
    {% for mart in metric_tables() -%}
    {% set metrics_table = ref(mart) -%}
    {% for metric in catalog_rows(catalog, mart) -%}
    select
        '{{ metric.metric_id }}' as metric_id,
        period_grain,
        period_start,
        dimension,
        dimension_value,
        cast({{ metric.numerator or "null" }} as {{ money_type() }}) as numerator,
        cast({{ metric.denominator or "null" }} as {{ money_type() }}) as denominator,
        cast({{ metric.metric_id }} as double) as value,
        is_complete
    from {{ metrics_table }}
    {%- if mart == "customer_retention" %}
    where basis = {{ string_literal(var("churn_basis")) }}
    {%- endif %}

    union all

    {% endfor -%}
    {% endfor -%}
    -- No rows: the last branch of the union, and all of it while dbt parses.
    select
        cast(null as {{ dbt.type_string() }}) as metric_id,
        cast(null as {{ dbt.type_string() }}) as period_grain,
        cast(null as date) as period_start,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(null as {{ dbt.type_string() }}) as dimension_value,
        cast(null as {{ money_type() }}) as numerator,
        cast(null as {{ money_type() }}) as denominator,
        cast(null as double) as value,
        cast(null as boolean) as is_complete
    where 1 = 0

),

final as (

    select
        metric_id,
        period_grain,
        period_start,
        dimension,
        dimension_value,

        numerator,
        denominator,
        value,

        is_complete,
        {{ is_small_sample("denominator") }} as is_small_sample
    from metric_rows

)

select * from final

{#- The joins to installs and sessions neither lose nor repeat a row. -#}
{{ config(
    group="app",
    meta={
        "failure":
            "A fact of the app has more or fewer rows than the staging model that it is made of.",
    },
) }}

{%- set facts = {
    "app_installs": "stg_app_installs",
    "app_sessions": "stg_app_sessions",
    "app_ratings": "stg_app_ratings",
    "int_push_notifications_matched": "stg_push_notifications",
} %}

with

{% for fact, staged in facts.items() -%}
{{ fact }}_rows as (

    select
        '{{ fact }}' as fact,
        (select count(*) from {{ ref(fact) }}) as fact_rows,
        (select count(*) from {{ ref(staged) }}) as staged_rows

),

{% endfor -%}
final as (

    {% for fact in facts -%}
    select * from {{ fact }}_rows
    where fact_rows <> staged_rows
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

)

select * from final

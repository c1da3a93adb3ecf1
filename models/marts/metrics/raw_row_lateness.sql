{%- set limits = checked_var("lateness_limits") | sort -%}

with

usable_rows as (

    {% for raw_table in raw_tables() -%}
    {%- set staged = ref("stg_" ~ raw_table) -%}
    {%- set contract = raw_contract(raw_table) -%}
    {%- if contract.activity -%}
    select
        '{{ raw_table }}' as raw_table,
        {{ last_activity(contract, "date") }} as event_date,
        {{ local_date("_loaded_at") }} as loaded_date,
        -- Staging puts the time of the row where it has no loading time of its own.
        _loaded_at = {{ last_activity(contract, "timestamp") }} as is_unknown
    from {{ staged }}

    union all

    {% endif -%}
    {%- endfor -%}
    -- No rows: the last branch of the union, and all of it while dbt parses.
    select
        cast(null as {{ dbt.type_string() }}) as raw_table,
        cast(null as date) as event_date,
        cast(null as date) as loaded_date,
        cast(null as boolean) as is_unknown
    where 1 = 0

),

late_rows as (

    select
        raw_table,
        {{ period_start("month", "event_date") }} as month,
        is_unknown,
        {{ dbt.datediff("event_date", "loaded_date", "day") }} as days_late
    from usable_rows
    where event_date is not null

),

final as (

    select
        raw_table,
        month,
        case
            when is_unknown then 'unknown'
            {%- for limit in limits %}
            {%- set first = 0 if loop.first else loop.previtem + 1 %}
            when days_late <= {{ limit }}
                then '{{ first if first == limit else first ~ "-" ~ limit }}'
            {%- endfor %}
            else '{{ limits[-1] + 1 }} or more'
        end as lateness,
        count(*) as rows
    from late_rows
    group by all

)

select * from final

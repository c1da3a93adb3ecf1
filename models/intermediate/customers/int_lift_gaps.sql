{#- How unlike the engaged and their counterparts are, before and after strata [lift-balance]. -#}
{%- set measures = ["recent_orders", "yearly_net_revenue", "days_known", "days_since_order"] -%}

with

sides as (

    select * from ({{ lift_sides() }}) as sides
    where method = 'strata'

),

-- One row per case and window: which months are over depends on the window.
cases as (

    {% for days in checked_var("lift_windows") -%}
    select
        cast({{ days }} as bigint) as window_days,
        engagement_level,
        stratum,
        {{ measures | join(", ") }}
    from {{ ref("int_lift_cases") }}
    where {{ lift_outcomes()[0] }}_{{ days }} is not null
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

strata as (

    select
        sides.compared_with,
        cases.window_days,
        cases.stratum,
        sides.side,
        count(*) as cases
        {%- for measure in measures %},
        sum(cast(cases.{{ measure }} as decimal(38, 2))) as {{ measure }},
        sum(cast(cases.{{ measure }} as decimal(18, 2)) * cast(cases.{{ measure }} as decimal(18, 2)))
            as {{ measure }}_squares
        {%- endfor %}
    from cases
    inner join sides
        on cases.engagement_level = sides.engagement_level
    group by all

),

-- Each counterpart weighs as many engaged as stand behind it in its stratum.
weighed as (

    select
        engaged.*,
        counterparts.cases as counterpart_cases
        {%- for measure in measures %},
        {{ exact_deviation(
            ratio("engaged.cases * counterparts." ~ measure, "counterparts.cases")
        ) }} as counterpart_{{ measure }}
        {%- endfor %}
    from strata as engaged
    inner join strata as counterparts
        on
            {{ same_columns("engaged", "counterparts", ["compared_with", "window_days", "stratum"]) }}
    where
        engaged.side = 'engaged'
        and counterparts.side = 'counterpart'
        and counterparts.cases >= 2

),

before as (

    select
        compared_with,
        window_days
        {%- for measure in measures %}
        {%- for side in ["engaged", "counterpart"] %},
        {{ ratio(
            "sum(" ~ measure ~ ") filter (where side = '" ~ side ~ "')",
            "sum(cases) filter (where side = '" ~ side ~ "')"
        ) }} as {{ side }}_{{ measure }},
        {{ variance_of_sums(
            "sum(cases) filter (where side = '" ~ side ~ "')",
            "sum(" ~ measure ~ ") filter (where side = '" ~ side ~ "')",
            "sum(" ~ measure ~ "_squares) filter (where side = '" ~ side ~ "')"
        ) }} as {{ side }}_{{ measure }}_variance
        {%- endfor %}
        {%- endfor %}
    from strata
    group by all

),

after as (

    select
        compared_with,
        window_days
        {%- for measure in measures %},
        {{ ratio("sum(" ~ measure ~ ")", "sum(cases)") }} as engaged_{{ measure }},
        {{ ratio("sum(counterpart_" ~ measure ~ ")", "sum(cases)") }}
            as counterpart_{{ measure }}
        {%- endfor %}
    from weighed
    group by all

),

final as (

    select
        before.compared_with,
        before.window_days,
        greatest(
            {%- for measure in measures %}
            {{ standardised_gap("before", "before", measure) }}{% if not loop.last %},{% endif %}
            {%- endfor %}
        ) as largest_gap_before,
        greatest(
            {%- for measure in measures %}
            {{ standardised_gap("after", "before", measure) }}{% if not loop.last %},{% endif %}
            {%- endfor %}
        ) as largest_gap_after
    from before
    left join after
        on {{ same_columns("before", "after", ["compared_with", "window_days"]) }}

)

select * from final

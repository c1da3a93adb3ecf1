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
        {% for measure in measures -%}
        sum(cast(cases.{{ measure }} as {{ money_type() }})) as {{ measure }},
        sum({{ exact_deviation("power(cases." ~ measure ~ ", 2)") }}) as {{ measure }}_squares,
        {% endfor -%}
        count(*) as cases
    from cases
    inner join sides
        on cases.engagement_level = sides.engagement_level
    group by all

),

-- Each counterpart weighs as many engaged as stand behind it in its stratum.
weighed as (

    select
        {% for measure in measures -%}
        {{ exact_deviation(
            ratio("engaged.cases * counterparts." ~ measure, "counterparts.cases")
        ) }} as counterpart_{{ measure }},
        {% endfor -%}
        engaged.*
    from strata as engaged
    inner join strata as counterparts
        on {{ same_columns(
            "engaged", "counterparts", ["compared_with", "window_days", "stratum"]
        ) }}
    where
        engaged.side = 'engaged'
        and counterparts.side = 'counterpart'
        and counterparts.cases >= 2

),

before as (

    select
        {% for measure in measures -%}
        {%- for side in ["engaged", "counterpart"] -%}
        {%- set of_side = " filter (where side = '" ~ side ~ "')" -%}
        {%- set cases = "sum(cases)" ~ of_side -%}
        {%- set total = "sum(" ~ measure ~ ")" ~ of_side -%}
        {{ ratio(total, cases) }} as {{ side }}_{{ measure }},
        {{ variance_of_sums(cases, total, "sum(" ~ measure ~ "_squares)" ~ of_side) }}
            as {{ side }}_{{ measure }}_variance,
        {% endfor -%}
        {% endfor -%}
        compared_with,
        window_days
    from strata
    group by all

),

after as (

    select
        {% for measure in measures -%}
        {{ ratio("sum(" ~ measure ~ ")", "sum(cases)") }} as engaged_{{ measure }},
        {{ ratio("sum(counterpart_" ~ measure ~ ")", "sum(cases)") }} as counterpart_{{ measure }},
        {% endfor -%}
        compared_with,
        window_days
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

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

-- In parts of the largest one of the row, so that squares of large amounts can be added up.
cases_of_sides as (

    select
        sides.compared_with,
        cases.window_days,
        cases.stratum,
        {% for measure in measures -%}
        {%- set largest -%}
        max(abs(cases.{{ measure }})) over (partition by sides.compared_with, cases.window_days)
        {%- endset -%}
        {{ part_of_largest("cases." ~ measure, largest) }} as {{ measure }},
        {% endfor -%}
        sides.side
    from cases
    inner join sides
        on cases.engagement_level = sides.engagement_level

),

strata as (

    select
        compared_with,
        window_days,
        stratum,
        side,
        {% for measure in measures -%}
        sum({{ measure }}) as {{ measure }},
        sum({{ part_of_largest(measure, 1, 2) }}) as {{ measure }}_squares,
        min({{ measure }}) as least_{{ measure }},
        max({{ measure }}) as most_{{ measure }},
        {% endfor -%}
        count(*) as cases
    from cases_of_sides
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
        * case
            when min(least_{{ measure }}){{ of_side }} = max(most_{{ measure }}){{ of_side }} then 0
            else 1
        end as {{ side }}_{{ measure }}_variance,
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
        {% for time in ["before", "after"] -%}
        round(greatest(
            {%- for measure in measures %}
            {{ standardised_gap(time, "before", measure) }}{% if not loop.last %},{% endif %}
            {%- endfor %}
        ), 9) as largest_gap_{{ time }}
        {%- if not loop.last %},
        {% endif %}
        {%- endfor %}
    from before
    left join after
        on {{ same_columns("before", "after", ["compared_with", "window_days"]) }}

)

select * from final

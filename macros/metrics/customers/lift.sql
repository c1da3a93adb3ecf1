{#-
    What engaged customers have more than others, and how sure that is: the formulas of
    engagement_revenue_lift and experiment_results.
-#}

{#-
    The level whose customers are fully engaged [fully-engaged-share]: the lift compares them with
    the others [lift-comparison].
-#}
{% macro engaged_level() %}
    {{ return("fully_engaged") }}
{% endmacro %}


{#- How they are compared: by the means as they are, or like with like [lift-strata]. -#}
{% macro lift_methods() %}
    {{ return(["raw", "strata"]) }}
{% endmacro %}


{#- With whom they are compared: all customers, and those of single levels. -#}
{% macro lift_comparisons() %}
    {{ return(["all", "actively_disengaged", "indifferent"]) }}
{% endmacro %}


{#- What may differ between them, each a column of int_lift_cases for each window. -#}
{% macro lift_outcomes() %}
    {{ return(["net_revenue", "orders"]) }}
{% endmacro %}


{#-
    What is known about the purchases of a customer at the end of a day, as a dict of column ->
    aggregate over the customer's rows of int_customer_revenue_daily. date: a column.
-#}
{% macro purchases_known_at(date) %}
    {%- set date_of_row = "revenue.revenue_date" -%}
    {%- set recent_from = dbt.dateadd("day", "-" ~ var("lift_history_days"), date) -%}
    {%- set year_from = dbt.dateadd("day", "-365", date) -%}
    {{ return({
        "recent_orders": sum_between("revenue.orders", date_of_row, recent_from, date),
        "yearly_net_revenue": sum_between("revenue.net_revenue", date_of_row, year_from, date),
        "last_order_date": "max(" ~ date_of_row ~ ") filter (where revenue.orders > 0 and "
            ~ date_of_row ~ " <= " ~ date ~ ")",
    }) }}
{% endmacro %}


{#- The sum of a column over the rows after one date up to another one; 0 without a row. -#}
{% macro sum_between(column, date_of_row, after, until) -%}
    coalesce(
        sum({{ column }}) filter (where {{ date_of_row }} > {{ after }}
        and {{ date_of_row }} <= {{ until }}), 0
    )
{%- endmacro %}


{#-
    What customers must have in common to be compared, as one text [lift-strata]. recent_orders,
    revenue_group, days_known: SQL expressions, as known at the same time.
-#}
{% macro lift_stratum(recent_orders, revenue_group, days_known) -%}
    concat_ws(
        '|',
        cast(month_start as varchar),
        {{ known_or_none("earlier_level") }},
        cast(least({{ recent_orders }}, 3) as varchar),
        {{ revenue_group }},
        {{ tenure_group(days_known) }},
        acquisition_source
    )
{%- endmacro %}


{#- How long a customer has been known, in groups. -#}
{% macro tenure_group(days_known) -%}
    case
        when {{ days_known }} < 90 then '0'
        when {{ days_known }} < 365 then '90'
        when {{ days_known }} < 730 then '365'
        else '730'
    end
{%- endmacro %}


{#- The quintile of a net revenue among those of the month that are not 0; '0' apart. -#}
{% macro revenue_group(net_revenue) -%}
    {%- set is_nothing = "(" ~ net_revenue ~ " = 0)" -%}
    {%- set within = "month_start, " ~ is_nothing -%}
    case
        when {{ is_nothing }} then '0'
        else cast({{ equal_group(net_revenue, 5, within) }} as varchar)
    end
{%- endmacro %}


{#-
    The distance of the limits of a 95 % interval from its middle, in standard errors: Student's
    97.5 % point by an expansion in the degrees of freedom [lift-interval].
-#}
{% macro t_point(degrees_of_freedom) -%}
    {%- set z = 1.959964 -%}
    (
        {{ z }}
        + {{ z ** 3 + z }} / (4 * {{ degrees_of_freedom }})
        + {{ 5 * z ** 5 + 16 * z ** 3 + 3 * z }}
        / (96 * {{ degrees_of_freedom }} * {{ degrees_of_freedom }})
    )
{%- endmacro %}


{#-
    Half the length of a 95 % interval of a difference over customers, each of whom is one
    observation [lift-interval]. squares: the sum of the squared psi, times cases squared;
    relative_fourths: the sum of (psi squared over their mean) squared; customers: their number.
-#}
{% macro half_interval(squares, relative_fourths, customers, cases) -%}
    {%- set own = "(" ~ ratio(customers, customers ~ " - 1") ~ ")" -%}
    {%- set divisor -%}
        (
            {{ ratio(relative_fourths, customers ~ " * " ~ customers) }}
            - {{ own }} * {{ own }} / {{ customers }}
        )
    {%- endset -%}
    {%- set freedom -%}
        greatest(2, coalesce(
            case when {{ divisor }} > 0 then 2 * {{ own }} * {{ own }} / {{ divisor }} end, 2
        ))
    {%- endset -%}
    {{ t_point(freedom) }}
    * sqrt({{ ratio(squares, cases ~ " * " ~ cases) }} * {{ own }})
{%- endmacro %}


{#- The length of a window in placebos. -#}
{% macro placebo_share(window_days) -%}
    ({{ ratio(window_days, var("lift_placebo_days")) }})
{%- endmacro %}


{#- Columns of a relation, with its name before each. -#}
{% macro prefixed(relation, columns) -%}
    {{ relation }}.{{ columns | join(", " ~ relation ~ ".") }}
{%- endmacro %}


{#- What may be said of a row [lift-verdict]; its columns are those of the intervals. -#}
{% macro lift_verdict() -%}
    case
        when engaged_cases + counterpart_cases = 0 then 'no_history'
        when
            least(engaged_customers, counterpart_customers) < {{ var("lift_least_customers") }}
            then 'too_few'
        when
            100 * least(compared_cases, placebo_compared_cases)
            < {{ var("lift_least_kept_percent") }} * engaged_cases
            or largest_gap_after > {{ var("lift_largest_gap") }}
            then 'no_overlap'
        when not {{ holds_nothing("placebo") }} then 'placebo_fails'
        when {{ holds_nothing("outcome") }} or {{ holds_nothing("net") }} then 'no_difference'
        else 'shown'
    end
{%- endmacro %}


{#- Whether the interval of a subject holds 0; so does one that is not known. -#}
{% macro holds_nothing(subject) -%}
    coalesce({{ subject }}_lower <= 0 and {{ subject }}_upper >= 0, true)
{%- endmacro %}


{#-
    On which side of a comparison the customers of a level are [lift-comparison], for a CTE: method,
    compared_with, engagement_level, side (engaged or counterpart). Against all, the means as they
    are have the engaged on both sides.
-#}
{% macro lift_sides() %}
    {%- for method in lift_methods() %}
    {%- set last_method = loop.last %}
    {%- for compared_with in lift_comparisons() %}
    select
        '{{ method }}' as method,
        '{{ compared_with }}' as compared_with,
        engagement_level,
        'engaged' as side
    from {{ ref("engagement_levels") }}
    where engagement_level = '{{ engaged_level() }}'

    union all

    select
        '{{ method }}' as method,
        '{{ compared_with }}' as compared_with,
        engagement_level,
        'counterpart' as side
    from {{ ref("engagement_levels") }}
    {%- if compared_with != "all" %}
    where engagement_level = '{{ compared_with }}'
    {%- elif method == "strata" %}
    where engagement_level <> '{{ engaged_level() }}'
    {%- endif %}
    {%- if not (loop.last and last_method) %}

    union all
    {% endif %}
    {%- endfor %}
    {%- endfor %}
{% endmacro %}


{#- What a row of engagement_revenue_lift is about; the placebo has its own strata and sums. -#}
{% macro lift_keys() %}
    {{ return(["method", "compared_with", "outcome", "window_days"]) }}
{% endmacro %}


{#- Two relations have the same of these columns. -#}
{% macro same_columns(left, right, columns) -%}
    {%- for column in columns -%}
    {%- if not loop.first %} and {% endif %}{{ left }}.{{ column }} = {{ right }}.{{ column }}
    {%- endfor -%}
{%- endmacro %}


{#- A double that is added up over customers, as an exact number [exact-parts]. -#}
{% macro exact_deviation(expression) -%}
    cast(round({{ expression }}, 8) as decimal(38, 8))
{%- endmacro %}


{#-
    How much a counterpart weighs: as many counterparts stand for the engaged of their stratum. The
    root makes up for the mean of the stratum being their own; where the engaged are among them it
    is left out, as the two means are then not independent [lift-interval].
-#}
{% macro counterpart_weight(engaged_cases, counterpart_cases, method, compared_with) -%}
    {{ ratio(engaged_cases, counterpart_cases) }} * case
        when {{ method }} = 'raw' and {{ compared_with }} = 'all' then 1
        else sqrt({{ ratio(counterpart_cases, counterpart_cases ~ " - 1") }})
    end
{%- endmacro %}


{#- The sample variance of n numbers of which the sum and the sum of the squares are known. -#}
{% macro variance_of_sums(n, total, squares) -%}
    greatest(
        0,
        (cast({{ squares }} as double) - power(cast({{ total }} as double), 2) / {{ n }})
        / nullif({{ n }} - 1, 0)
    )
{%- endmacro %}


{#-
    The distance of the means of both sides in standard deviations [lift-balance]. means, variances:
    relations with engaged_<measure>, counterpart_<measure>, and the same with _variance.
-#}
{% macro standardised_gap(means, variances, measure) -%}
    abs({{ means }}.engaged_{{ measure }} - {{ means }}.counterpart_{{ measure }})
    / nullif(sqrt((
        {{ variances }}.engaged_{{ measure }}_variance
        + {{ variances }}.counterpart_{{ measure }}_variance
    ) / 2), 0)
{%- endmacro %}

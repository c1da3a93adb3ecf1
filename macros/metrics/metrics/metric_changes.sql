{#- How values of metric_values are compared: with another period, a target, or what is usual. -#}

{#-
    The change from another value, in percent of it; null where that says nothing [change-percent].
    value, other: SQL expressions; unit: the unit of the metric.
-#}
{% macro change_percent(value, other, unit) -%}
    case
        when {{ unit }} not in ('percent', 'score') and {{ other }} > 0
            then {{ ratio(value ~ " - " ~ other, other, 100) }}
    end
{%- endmacro %}


{#-
    How a value stands to its target [metric-status]; var near_target_percent. target, direction:
    SQL expressions; target is null where there is none.
-#}
{% macro metric_status(value, is_small_sample, target, direction) -%}
    {%- set shortfall -%}
        case {{ direction }}
            when 'up' then {{ target }} - {{ value }} when 'down' then {{ value }} - {{ target }}
        end
    {%- endset -%}
    {%- set limit = ratio(var("near_target_percent") ~ " * abs(" ~ target ~ ")", 100) -%}
    case
        when {{ value }} is null then 'no_value'
        when {{ is_small_sample }} then 'small_sample'
        when {{ target }} is null or {{ direction }} = 'neutral' then 'no_target'
        when {{ comparable(shortfall) }} <= 0 then 'met'
        when {{ comparable(shortfall) }} <= {{ comparable(limit) }} then 'near'
        else 'missed'
    end
{%- endmacro %}


{#- A double that is compared with another: so many decimals are the same on every machine. -#}
{% macro comparable(value) -%}
    round({{ value }}, 9)
{%- endmacro %}


{#-
    How far a value is from the expected one [unusual-change]. is_bounded: SQL expression, whether
    the scale of the metric ends on both sides, and the change is a difference.
-#}
{% macro unusual_change(value, expected, is_bounded) -%}
    case
        when {{ is_bounded }} then {{ value }} - {{ expected }}
        when {{ expected }} > 0 and {{ value }} <= {{ expected }}
            then {{ ratio(value, expected) }} - 1
        when {{ expected }} > 0 then ln({{ ratio(value, expected) }})
    end
{%- endmacro %}


{#-
    Whether the values of a metric are between two bounds, so that a difference of them says more
    than a quotient [unusual-change]. The relation has the columns of metric_catalog.
-#}
{% macro has_two_bounds() -%}
    (unit in ('percent', 'score') and lower_bound is not null and upper_bound is not null)
{%- endmacro %}


{#- Whether a metric is a share of known cases, in percent; columns as above [usual-change]. -#}
{% macro is_share_of_cases() -%}
    (
        unit = 'percent'
        and lower_bound = 0
        and upper_bound = 100
        and denominator is not null
    )
{%- endmacro %}


{#-
    How far chance alone moves a value [usual-change]; null where that is not defined. unit, scale,
    is_share: of the metric; expected, denominator: of the row.
-#}
{% macro chance_spread(unit, scale, is_share, expected, denominator) -%}
    {%- set share = ratio(expected, scale) -%}
    case
        when {{ unit }} = 'count' and {{ expected }} > 0
            then {{ ratio(1, "sqrt(" ~ expected ~ ")") }}
        when
            {{ is_share }}
            and {{ expected }} > 0
            and {{ expected }} < {{ scale }}
            and {{ denominator }} > 0
            then
                {{ scale }} * sqrt(
                    {{ ratio(share ~ " * (1 - " ~ share ~ ")", denominator) }}
                )
    end
{%- endmacro %}


{#-
    The usual distance from the centre [usual-change]: the median distance, times what makes it the
    standard deviation of a normal distribution, and at least chance. distance, chance: SQL
    expressions; both null where nothing is known.
-#}
{% macro usual_spread(distance, chance) -%}
    greatest(1.4826 * {{ distance }}, coalesce({{ chance }}, 0))
{%- endmacro %}


{#-
    Why a row is not judged [not-judged], null if it is; var anomaly_irregular_share. The relation
    has the columns of metric_anomalies, is_small_sample and is_bounded.
-#}
{% macro not_judged_reason() -%}
    case
        when expected <= 0 then 'expected_not_above_zero'
        when expected is null or centre is null then 'no_history'
        when is_small_sample then 'small_sample'
        when {{ comparable("spread") }} = 0 then 'spread_not_above_zero'
        when
            not is_bounded
            and {{ comparable("1 + centre") }} <= {{ var("anomaly_irregular_share") }}
            then 'irregular'
        when calendar_mark is not null then 'calendar_mark'
    end
{%- endmacro %}


{#- Whether a change is out of the ordinary [metric-anomaly]; var anomaly_spreads. -#}
{% macro is_unusual(change, centre, spread) -%}
    {{ comparable("abs(" ~ change ~ " - " ~ centre ~ ")") }}
    > {{ comparable(var("anomaly_spreads") ~ " * " ~ spread) }}
{%- endmacro %}

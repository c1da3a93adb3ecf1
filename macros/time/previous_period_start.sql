{#-
    First day of a calendar period before a period of the metrics tables.
    period_grain, period_start: columns; periods: how many before, 1 is the period just before.
-#}
{% macro previous_period_start(period_grain, period_start, periods=1) %}
    case {{ period_grain }}
        {%- for grain in checked_var("period_grains") %}
        when '{{ grain }}'
            then cast({{ dbt.dateadd(grain, -1 * periods, period_start) }} as date)
        {%- endfor %}
    end
{% endmacro %}

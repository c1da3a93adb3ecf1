{#-
    First day of the calendar period before a period of the metrics tables.
    period_grain, period_start: columns.
-#}
{% macro previous_period_start(period_grain, period_start) %}
    case {{ period_grain }}
        {%- for grain in checked_var("period_grains") %}
        when '{{ grain }}' then cast({{ dbt.dateadd(grain, -1, period_start) }} as date)
        {%- endfor %}
    end
{% endmacro %}

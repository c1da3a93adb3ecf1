{#- The English name of a date's weekday, in lower case: engines number and name them differently. -#}
{% macro weekday_name(date) %}
    case {{ dbt.datediff(period_start("week", date), date, "day") }}
        {%- for name in ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] %}
        when {{ loop.index0 }} then '{{ name }}'
        {%- endfor %}
    end
{% endmacro %}

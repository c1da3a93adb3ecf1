{#-
    The English name of a date's weekday, in lower case, from the days since its Monday: engines
    number and name weekdays differently.
-#}
{% macro weekday_name(date) %}
    {%- set names = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ] -%}
    case {{ dbt.datediff(period_start("week", date), date, "day") }}
        {%- for name in names %}
        when {{ loop.index0 }} then '{{ name }}'
        {%- endfor %}
    end
{% endmacro %}

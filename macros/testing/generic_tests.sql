{#- What the generic tests of the metrics tables share. -#}

{#- Name of the metrics table that a generic test is attached to. -#}
{% macro tested_mart(model) %}
    {{ return((model | string).replace('"', "").split(".")[-1]) }}
{% endmacro %}


{#- A select without rows: the last branch of a test's union, and all of it while dbt parses. -#}
{% macro no_failures() %}
    select
        cast(null as {{ dbt.type_string() }}) as failure
    where 1 = 0
{% endmacro %}

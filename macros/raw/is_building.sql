{#-
    True while dbt writes to the database (build, run, test, seed). Elsewhere (parse, compile, lint,
    docs) a macro must not query tables that may not exist yet.
-#}
{% macro is_building() %}
    {{ return(execute and flags.WHICH in ["build", "run", "test", "seed", "retry"]) }}
{% endmacro %}

{#-
    The body of a test that warns: runs its query, says each row of it in words, and returns the
    query as the test's failures.

    query: SQL with a text column message.
-#}
{% macro warn_with_rows(query) %}
    {%- if is_building() -%}
        {%- set messages = run_query(
            "select message from (" ~ query ~ ") as messages order by message limit 20"
        ) -%}
        {%- for row in messages.rows -%}
            {%- do exceptions.warn(row[0]) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ query }}
{% endmacro %}

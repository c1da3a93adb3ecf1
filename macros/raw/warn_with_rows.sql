{#-
    The body of a test that warns: runs its query, says each row of it in words, and returns the
    query as the test's failures.

    query: SQL with a text column message. Beyond the first rows only their number is said.
-#}
{% macro warn_with_rows(query) %}
    {%- if is_building() -%}
        {%- set most = 25 -%}
        {%- set messages = run_query(
            "select message from (" ~ query ~ ") as messages order by message"
        ) -%}
        {%- for row in messages.rows[:most] -%}
            {%- do exceptions.warn(row[0]) -%}
        {%- endfor -%}
        {%- if messages.rows | length > most -%}
            {%- do exceptions.warn(
                "The test " ~ model.name ~ " has " ~ (messages.rows | length - most)
                ~ " more such rows."
            ) -%}
        {%- endif -%}
    {%- endif -%}
    {{ query }}
{% endmacro %}

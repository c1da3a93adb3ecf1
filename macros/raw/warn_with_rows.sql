{#-
    The body of a test that warns: runs its query, warns with the message of each row, and returns
    the query as the test's failures.

    query: SQL with a text column message. Of rows after the first 25 only the number is given.
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

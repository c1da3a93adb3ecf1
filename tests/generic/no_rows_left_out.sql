{#-
    A warning: rows of a source system that its adapter cannot use, with their number for each
    connection.

    model: what the adapter reads; condition: SQL, which rows; reason: a sentence about them that
    begins with a verb.
-#}
{% test no_rows_left_out(model, condition, reason) %}
    {{ config(severity="warn") }}
    {%- set query -%}
        select
            'Rows of the connection ' || connection || ' that are left out: '
            || cast(count(*) as {{ dbt.type_string() }}) || '. '
            || {{ string_literal(reason) }} as message
        from {{ model }}
        where {{ condition }}
        group by connection
    {%- endset -%}
    {{ warn_with_rows(query) }}
{% endtest %}

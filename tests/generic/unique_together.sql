{#-
    No two rows share the values of all these columns; nulls equal each other, as in the keys of raw
    rows [latest-row].
-#}
{% test unique_together(model, columns) %}
    {{ config(meta={"failure": "{table} has several rows with the same {columns}."}) }}
    select
        {{ columns | join(", ") }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(", ") }}
    having count(*) > 1
{% endtest %}

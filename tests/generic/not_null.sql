{#- dbt's own test, with the sentence that scripts/build_report.py tells when it fails. -#}
{% test not_null(model, column_name) %}
    {{ config(meta={"failure": "{table} has a row without {column_name}."}) }}
    {{ default__test_not_null(model, column_name) }}
{% endtest %}

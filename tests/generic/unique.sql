{#- dbt's own test, with the sentence that scripts/build_report.py tells when it fails. -#}
{% test unique(model, column_name) %}
    {{ config(meta={"failure": "{table} has several rows with the same {column_name}."}) }}
    {{ default__test_unique(model, column_name) }}
{% endtest %}

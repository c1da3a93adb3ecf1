{#- dbt's own test, with the sentence that scripts/build_report.py tells when it fails. -#}
{% test accepted_values(model, column_name, values) %}
    {{ config(meta={"failure": "{table} has a {column_name} that is none of {values}."}) }}
    {{ default__test_accepted_values(model, column_name, values) }}
{% endtest %}

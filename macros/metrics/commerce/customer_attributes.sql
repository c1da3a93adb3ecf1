{#-
    Who a customer is, as columns of int_customer_attributes that customers are cut by
    [as-of-attributes]. The subscription level comes beside them, which changes with time.
-#}
{% macro customer_attributes() %}
    {{ return([
        "customer_segment", "country", "age_group", "acquisition_source", "acquisition_type",
        "brand",
    ]) }}
{% endmacro %}

{#-
    SQL: whom another connection knows by which e-mail address. One row per connection of a system
    that says whose its people are (customer_id_of), and address that exactly one customer of that
    other connection has: connection, email (trimmed, in lower case), customer_id. An address of two
    customers names neither.

    system: whose adapter asks. The other connection's system must fill the raw table customers;
    of one that does not, nobody is known by address.
-#}
{% macro customers_by_email(system) %}
    {%- set branches = [] -%}
    {%- for connection in source_connections(system) if connection.customer_id_of is defined -%}
        {%- set other = connection.customer_id_of -%}
        {%- for other_system in checked_var("sources")
            if "customers" in source_systems()[other_system].fills -%}
            {%- if other in source_connections(other_system) | map(attribute="name") -%}
                {%- do branches.append(
                    "select " ~ string_literal(connection.name) ~ " as connection, "
                    ~ "lower(trim(email)) as email, min(customer_id) as customer_id from "
                    ~ ref(other_system ~ "__customers")
                    ~ " where customer_id like " ~ string_literal(other ~ ":%")
                    ~ " and trim(email) <> '' group by all having count(distinct customer_id) = 1"
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set text = "cast(null as " ~ dbt.type_string() ~ ")" -%}
    {%- do branches.append(
        "select " ~ text ~ " as connection, " ~ text ~ " as email, " ~ text
        ~ " as customer_id where 1 = 0"
    ) -%}
    {{ branches | join(" union all ") }}
{% endmacro %}

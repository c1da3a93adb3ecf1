{#-
    A customer's purchase segment [purchase-segment], first match wins.

    orders: their completed orders so far; recent_order_months: in how many of the last
    frequent_buyer_months calendar months, the as-of date's included, they ordered. -#}
{% macro purchase_segment(orders, recent_order_months) %}
    case
        when coalesce({{ orders }}, 0) = 0 then 'none'
        when {{ recent_order_months }} = {{ var("frequent_buyer_months") }} then 'monthly'
        when {{ orders }} = 1 then 'one_time'
        else 'occasional'
    end
{% endmacro %}

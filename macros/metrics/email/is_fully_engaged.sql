{#-
    Whether a customer read the newsletters of a period: they opened at least a share of those that
    were delivered (vars fully_engaged_share, fully_engaged_least_delivered) [fully-engaged]. It
    multiplies instead of dividing, so that rounding cannot miss a share of exactly the limit.

    opened_newsletters, delivered_newsletters: their messages of the period.
-#}
{% macro is_fully_engaged(opened_newsletters, delivered_newsletters) -%}
    (
        {{ delivered_newsletters }} >= {{ var("fully_engaged_least_delivered") }}
        and {{ opened_newsletters }}
        >= {{ var("fully_engaged_share") }} * {{ delivered_newsletters }}
    )
{%- endmacro %}

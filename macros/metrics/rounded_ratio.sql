{#-
    A quotient of whole numbers or decimals from 0 on, rounded half away from zero, as a decimal
    that is the same on any machine: a quotient of doubles may lie just below a half, or just below
    the threshold that it is compared with. It is exact while all of the macro's products are below
    2^53, because then the floor of the quotient is.

    numerator, denominator: SQL expressions; null or 0 as denominator gives null; places: digits
    after the point.
-#}
{% macro rounded_ratio(numerator, denominator, places=4) -%}
    {%- set units = 10 ** places -%}
    cast(
        floor({{ ratio(
            "(" ~ 2 * units ~ " * " ~ numerator ~ " + " ~ denominator ~ ")",
            "(2 * " ~ denominator ~ ")"
        ) }}) / {{ units }}
        as decimal(18, {{ places }})
    )
{%- endmacro %}

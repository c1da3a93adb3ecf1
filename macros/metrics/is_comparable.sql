{#-
    Whether a rate that compares a period with another can be given: the period is over, and what
    it is compared with is known [unfinished-rates]. Otherwise the rate and its numerator are null,
    never 0.
-#}
{% macro is_comparable(is_complete, is_known) -%}
    ({{ is_complete }} and {{ is_known }})
{%- endmacro %}

{#-
    Whether a brand reply answers the comment that it names as its parent: yes, unless it is earlier
    [brand-answers]. commented_at, replied_at: timestamps of the comment and of the reply.
-#}
{% macro is_brand_answer(commented_at, replied_at) -%}
    ({{ replied_at }} >= {{ commented_at }})
{%- endmacro %}

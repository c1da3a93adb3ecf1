{#-
    Whether a comment asks for an answer: questions and negative comments do, brand replies never
    [answerable-comments]. is_brand_reply, sentiment: columns; a null sentiment is not judged.
-#}
{% macro is_answerable_comment(is_brand_reply, sentiment) -%}
    (not {{ is_brand_reply }} and coalesce({{ sentiment }} in ('question', 'negative'), false))
{%- endmacro %}

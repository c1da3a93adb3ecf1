{#-
    Whether a row of social_comments counts as a comment itself: it is no brand reply, and its post
    or the comment counter of its post is unknown [counted-comments]. A known counter already
    includes the comment.

    is_brand_reply: column; comment_counter: last known counter of the post, null = unknown.
-#}
{% macro is_counted_comment(is_brand_reply, comment_counter) -%}
    (not {{ is_brand_reply }} and {{ comment_counter }} is null)
{%- endmacro %}

{#-
    Whether a message or campaign is a newsletter. Email types are an open list, whose values keep
    their case: 'Newsletter' counts, too.

    email_type: the campaign's type; null = unknown, no newsletter.
-#}
{% macro is_newsletter(email_type) -%}
    coalesce(lower({{ email_type }}) = 'newsletter', false)
{%- endmacro %}

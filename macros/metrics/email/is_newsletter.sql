{#-
    Whether a message or campaign is a newsletter. The list of email types is open, and values of
    open lists keep their case; a Newsletter is one all the same.

    email_type: the campaign's type; null = unknown, no newsletter.
-#}
{% macro is_newsletter(email_type) -%}
    coalesce(lower({{ email_type }}) = 'newsletter', false)
{%- endmacro %}

{#-
    Whether a host is a site of the reference seed, or one of its subdomains. host, site: columns.
-#}
{% macro is_host_of(host, site) -%}
    ({{ host }} = {{ site }} or right({{ host }}, length({{ site }}) + 1) = '.' || {{ site }})
{%- endmacro %}

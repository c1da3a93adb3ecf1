{#-
    Parts of an address, as text. They read every address once: call them over distinct addresses.
-#}

{#- The path of an address without scheme, host, query and fragment; '/' where nothing is left. -#}
{% macro url_path(url) %}
    {{ return(adapter.dispatch("url_path")(url)) }}
{% endmacro %}

{% macro duckdb__url_path(url) %}
    {%- set without_host -%}
        regexp_replace({{ url }}, '^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*', '')
    {%- endset -%}
    {{ return(
        "case when " ~ url ~ " is not null then coalesce(nullif(regexp_extract("
        ~ without_host ~ ", '^[^?#]*'), ''), '/') end"
    ) }}
{% endmacro %}


{#-
    The host of an address in lower case, without user, port and a leading www.; null where it has
    none. needs_scheme: whether a text without a scheme is a path (page addresses) or begins with
    the host (referrers).
-#}
{% macro url_host(url, needs_scheme) %}
    {{ return(adapter.dispatch("url_host")(url, needs_scheme)) }}
{% endmacro %}

{% macro duckdb__url_host(url, needs_scheme) %}
    {%- set scheme = "[a-z][a-z0-9+.-]*://" if needs_scheme
        else "(?:(?:[a-z][a-z0-9+.-]*:)?//)?" -%}
    {{ return(
        "nullif(regexp_replace(regexp_extract(lower(" ~ url ~ "), '^" ~ scheme
        ~ "(?:[^/?#@]*@)?([^/:?#]+)', 1), '^www[.]', ''), '')"
    ) }}
{% endmacro %}

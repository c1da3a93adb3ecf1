{#-
    Parts of an address, as text. The patterns are expensive: call these macros over distinct
    addresses.
-#}

{#-
    The address of a page without what may identify its reader: user, query, fragment, path
    parameters and parts of the path that are an e-mail address or a token
    (docs/decisions/privacy.md); '/' where nothing is left.
-#}
{% macro clean_address(url) %}
    {{ return(adapter.dispatch("clean_address")(url)) }}
{% endmacro %}

{#- Most addresses are clean already: one cheap pattern finds them first. -#}
{% macro duckdb__clean_address(url) -%}
    {%- set without_query -%}
        regexp_replace(
            {{ url }},
            '(?s)([?#]|&[^/&=]*=|%(25)*3[Ff][^/=]*(=|%(25)*3[Dd])).*',
            ''
        )
    {%- endset -%}
    {%- set without_user -%}
        regexp_replace({{ without_query }}, '^(([A-Za-z][A-Za-z0-9+.-]*:)?//)[^/]*@', '\1')
    {%- endset -%}
    {%- set without_parameters -%}
        regexp_replace({{ without_user }}, '(;|%(25)*3[Bb])[^/]*', '', 'g')
    {%- endset -%}
    {%- set without_emails -%}
        regexp_replace(
            {{ without_parameters }}, '[^/]*{{ email_address_pattern() }}[^/]*', '(email)', 'g'
        )
    {%- endset -%}
    {%- set without_tokens -%}
        regexp_replace(
            {{ without_emails }},
            '[^/]*eyJ[A-Za-z0-9_-]+[.]eyJ[A-Za-z0-9_-]+[^/]*',
            '(token)',
            'g'
        )
    {%- endset -%}
    case
        when regexp_matches({{ url }}, '[?#;&%@＠]|eyJ')
            then coalesce(nullif({{ without_tokens }}, ''), '/')
        else {{ url }}
    end
{%- endmacro %}


{#- The path of the clean address, without scheme and host; '/' where nothing is left. -#}
{% macro url_path(url) %}
    {{ return(adapter.dispatch("url_path")(url)) }}
{% endmacro %}

{% macro duckdb__url_path(url) -%}
    {%- set without_host -%}
        regexp_replace({{ clean_address(url) }}, '^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/]*', '')
    {%- endset -%}
    case when {{ url }} is not null then coalesce(nullif({{ without_host }}, ''), '/') end
{%- endmacro %}


{#-
    The host of an address in lower case, without user, port and a leading www.; null where it has
    none. needs_scheme: true if a text without a scheme is a path (page addresses), false if it
    begins with the host (referrers).
-#}
{% macro url_host(url, needs_scheme) %}
    {{ return(adapter.dispatch("url_host")(url, needs_scheme)) }}
{% endmacro %}

{% macro duckdb__url_host(url, needs_scheme) -%}
    {%- set scheme = "[a-z][a-z0-9+.-]*://" if needs_scheme
        else "(?:(?:[a-z][a-z0-9+.-]*:)?//)?" -%}
    {%- set host -%}
        regexp_extract(
            lower({{ url }}), '^{{ scheme }}(?:[^/?#]*{{ at_sign_pattern() }})?([^/:?#@＠]*)', 1
        )
    {%- endset -%}
    nullif(regexp_replace({{ host }}, '^www[.]', ''), '')
{%- endmacro %}


{#-
    The value of a parameter in the query of an address, decoded; null where it is not there or
    empty. name: of the parameter, letters and _ only.
-#}
{% macro url_parameter(url, name) %}
    {{ return(adapter.dispatch("url_parameter")(url, name)) }}
{% endmacro %}

{% macro duckdb__url_parameter(url, name) -%}
    nullif(
        url_decode(
            replace(regexp_extract({{ url }}, '[?&]{{ name }}=([^&#]*)', 1), '+', ' ')
        ),
        ''
    )
{%- endmacro %}

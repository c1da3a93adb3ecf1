{#-
    The two-letter code of a country that a system writes as a name or as three letters, in any
    case; a text that the seed country_names does not know stays as it is [country-names].

    country: SQL expression, a text.
-#}
{% macro country_code(country) -%}
    coalesce(
        (
            select max(country_names.country)
            from {{ ref("country_names") }} as country_names
            where lower(country_names.spelling) = lower({{ trim_text(country) }})
        ),
        {{ country }}
    )
{%- endmacro %}

{#-
    The two-letter code of a country that a system writes as a name or as three letters, in any
    case; a text that the seed country_names does not know stays as it is [country-names].

    country: SQL expression, a text.
-#}
{% macro country_code(country) -%}
    coalesce(
        (
            -- Names of its own, so that a column of the caller is never taken for one of these.
            select max(known_countries.known_country)
            from (
                select
                    country as known_country,
                    lower(spelling) as known_spelling
                from {{ ref("country_names") }}
            ) as known_countries
            where known_countries.known_spelling = lower({{ trim_text(country) }})
        ),
        {{ country }}
    )
{%- endmacro %}

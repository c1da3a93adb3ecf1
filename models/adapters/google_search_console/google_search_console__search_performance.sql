with

searches as (

    {{ source_rows(
        "google_search_console",
        "searchdata_url_impression",
        [
            ["data_date", "date"],
            ["site_url", "site"],
            ["url", "page"],
            ["query", "keyword"],
            "country",
            "device",
            "search_type",
            "impressions",
            "clicks",
            "sum_position",
            "position",
        ],
        required=["data_date", "impressions", "clicks"],
    ) }}

),

-- The export adds rows of one key up (a page shown in several ways); the API has one, and those of
-- the last days come again.
wanted as (

    select
        *,
        {{ cast_text("impressions", "decimal") }} as shown,
        -- The export counts positions from 0, the API from 1.
        coalesce(
            {{ cast_text("sum_position", "decimal") }}
            + {{ cast_text("impressions", "decimal") }},
            {{ cast_text("position", "decimal") }} * {{ cast_text("impressions", "decimal") }}
        ) as summed_position
    from searches
    where
        {{ is_wanted_search() }}
        and not {{ is_true("_is_deleted") }}
    qualify
        position is null
        or row_number() over (
            partition by
                connection, data_date, site_url, url, query, country, device, search_type
            order by _loaded_at desc nulls last
        ) = 1

),

-- A property of a domain holds those of its addresses: together they would count twice.
domains as (

    select distinct
        connection,
        replace(site_url, 'sc-domain:', '') as domain
    from wanted
    where site_url like 'sc-domain:%'

),

counted as (

    select wanted.*
    from wanted
    left join domains
        on
            wanted.connection = domains.connection
            and (
                {{ url_host("wanted.site_url", true) }} = domains.domain
                or {{ url_host("wanted.site_url", true) }} like '%.' || domains.domain
            )
    where domains.domain is null

),

summed as (

    select
        connection,
        brand,
        data_date,
        site_url,
        query,
        url,
        country,
        device,
        search_type,
        {{ summed_text("impressions") }} as impressions,
        {{ summed_text("clicks") }} as clicks,
        {{ ratio(
            "sum(summed_position)", "sum(shown) filter (where summed_position is not null)"
        ) }} as position,
        max(_loaded_at) as _loaded_at
    from counted
    group by
        connection,
        brand,
        data_date,
        site_url,
        query,
        url,
        country,
        device,
        search_type

),

final as (

    select
        data_date as search_date,
        site_url as site,
        query,
        url as page,
        {{ country_code("nullif(lower(country), 'zzz')") }} as country,
        lower(device) as device,
        impressions,
        clicks,
        cast(round(position, 6) as {{ dbt.type_string() }}) as position,
        lower(search_type) as search_type,
        brand,
        _loaded_at,
        cast(null as {{ dbt.type_string() }}) as is_deleted
    from summed

)

select * from final

with

web_events as (

    select * from {{ ref("stg_web_events") }}

),

sessions as (

    select * from {{ ref("stg_sessions") }}

),

-- Many views share few addresses: each distinct address is parsed once.
urls as (

    select page_url as url from web_events
    union distinct
    select page_path as url from web_events
    union distinct
    select landing_page as url from sessions
    union distinct
    select exit_page as url from sessions

),

parsed as (

    select
        url,
        {{ url_path("url") }} as page_path,
        {{ url_host("url", needs_scheme=true) }} as host
    from urls
    where url is not null

),

-- page_number is a surrogate key: a number is sorted and compared faster than a path.
final as (

    select
        url,
        page_path,
        dense_rank() over (order by page_path) as page_number,
        host
    from parsed

)

select * from final

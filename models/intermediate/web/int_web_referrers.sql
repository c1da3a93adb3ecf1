with

web_events as (

    select * from {{ ref("stg_web_events") }}

),

sessions as (

    select * from {{ ref("stg_sessions") }}

),

urls as (

    select * from {{ ref("int_web_urls") }}

),

referrer_hosts as (

    select * from {{ ref("referrer_hosts") }}

),

-- Hosts of the company's own pages: a referrer from one of them is not foreign.
own_urls as (

    select page_url as url from web_events
    union distinct
    select landing_page as url from sessions

),

own_hosts as (

    select distinct urls.host
    from own_urls
    inner join urls
        on own_urls.url = urls.url
    where urls.host is not null

),

referrers as (

    select referrer from web_events
    union distinct
    select referrer from sessions

),

foreign_referrers as (

    select
        referrers.referrer,
        {{ url_host("referrers.referrer", needs_scheme=false) }} as host
    from referrers

),

final as (

    select
        foreign_referrers.referrer,
        coalesce(referrer_hosts.source, foreign_referrers.host) as source,
        coalesce(referrer_hosts.medium, 'referral') as medium
    from foreign_referrers
    left join own_hosts
        on foreign_referrers.host = own_hosts.host
    left join referrer_hosts
        on {{ is_host_of("foreign_referrers.host", "referrer_hosts.host") }}
    where
        foreign_referrers.host is not null
        and own_hosts.host is null
    qualify
        row_number() over (
            partition by foreign_referrers.referrer
            order by length(referrer_hosts.host) desc nulls last, referrer_hosts.host asc
        ) = 1

)

select * from final

{#- The queries of a page that was clicked share its clicks, no more and no less. -#}
{{ config(
    group="search",
    meta={
        "failure": "The queries of a page in search_page_queries do not share all of its clicks.",
    },
) }}

select
    period_grain,
    period_start,
    page,
    sum(organic_clicks) as organic_clicks
from {{ ref("search_page_queries") }}
group by all
having
    sum(organic_clicks) <> max(page_organic_clicks)
    or abs(sum(page_click_share) - 100) > 1e-6

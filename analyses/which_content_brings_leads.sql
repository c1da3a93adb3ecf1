-- Which content brings leads?
-- One row per page of the last 12 finished months, the most leads first. A lead counts for the page
-- on which the visitor left contact details. leads_per_1000_views says how well a page does that;
-- leads say what it is worth today: a good page that few see asks for more visitors, a page that
-- many see without a lead asks for a form.
{%- set months = 12 %}

with

pages as (

    select * from {{ ref("web_content_metrics") }}
    where
        period_grain = 'month'
        and dimension = 'page_path'
        and is_complete

),

last_month as (

    select max(period_start) as period_start from pages

),

recent_pages as (

    select
        pages.dimension_value as page_path,
        sum(pages.content_page_views) as page_views,
        sum(pages.content_download_count) as downloads,
        sum(pages.content_leads) as leads
    from pages
    inner join last_month
        on pages.period_start > {{ dbt.dateadd("month", -months, "last_month.period_start") }}
    group by pages.dimension_value

),

final as (

    select
        *,
        {{ ratio("leads", "page_views", 1000) }} as leads_per_1000_views
    from recent_pages
    where leads > 0

)

select * from final
order by leads desc, page_path asc

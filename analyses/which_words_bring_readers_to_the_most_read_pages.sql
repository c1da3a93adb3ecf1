-- Which words bring readers to the most read pages?
-- For the 20 most read pages of the last 6 finished months the 5 words that brought the most clicks
-- from search, with how many that were and at which rank the page stood. Words that the search
-- console hides, because few people searched them, are one row '(hidden)'. Pages that only the
-- search console or only the web tracking knows are left out: they have no readers, or no words.
-- Page views are everybody's, clicks those from search only.
{%- set months = 6 %}
{%- set most_read = 20 %}
{%- set words = 5 %}

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

page_views as (

    select
        pages.dimension_value as page_path,
        sum(pages.content_page_views) as page_views
    from pages
    inner join last_month
        on pages.period_start > {{ dbt.dateadd("month", -months, "last_month.period_start") }}
    where pages.dimension_value <> {{ known_or_none("null") }}
    group by pages.dimension_value

),

-- The search console may write the whole address of a page.
searches as (

    select
        {{ url_path("searches.page") }} as page_path,
        searches.query,
        sum(searches.organic_clicks) as organic_clicks,
        sum(searches.position_impressions) as position_impressions,
        sum(searches.ranked_impressions) as ranked_impressions
    from {{ ref("search_page_queries") }} as searches
    inner join last_month
        on
            searches.period_start > {{ dbt.dateadd("month", -months, "last_month.period_start") }}
            and searches.period_start <= last_month.period_start
    where searches.period_grain = 'month'
    group by all

),

ranked_pages as (

    select
        page_views.*,
        row_number() over (
            order by page_views.page_views desc, page_views.page_path asc
        ) as page_rank
    from page_views
    where page_views.page_path in (select searches.page_path from searches)

),

ranked_words as (

    select
        *,
        row_number() over (
            partition by page_path
            order by organic_clicks desc, query asc
        ) as word_rank
    from searches

),

final as (

    select
        ranked_pages.page_rank,
        ranked_pages.page_path,
        ranked_pages.page_views,
        ranked_words.query,
        ranked_words.organic_clicks,
        {{ ratio("ranked_words.position_impressions", "ranked_words.ranked_impressions") }}
            as average_position
    from ranked_pages
    inner join ranked_words
        on ranked_pages.page_path = ranked_words.page_path
    where
        ranked_pages.page_rank <= {{ most_read }}
        and ranked_words.word_rank <= {{ words }}

)

select * from final
order by page_rank asc, organic_clicks desc, query asc

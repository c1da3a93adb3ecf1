"""Rows of the pictures that are no metric by a dimension: a query of a few public marts each.

Every query is bounded: by periods, and by the number of its values.
"""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from scripts.published_copy import CopyUnusable

# Why a picture has no rows; the page says it in the reader's language.
NO_TABLE, NO_ROWS = "no_table", "no_rows"
PERIODS = """(
    select * from (values ('month', 25), ('week', 57)) as limits (period_grain, periods)
)"""
MONTHS_SHOWN = 25


@dataclass(frozen=True)
class Picture:
    """The tables that a picture reads, and its query; {copy} stands for the name of the copy."""

    tables: tuple[str, ...]
    query: str


def recent(table: str) -> str:
    """The rows of a table of the periods that the page shows cuts of."""
    return f"""(
        select rows.*
        from {{copy}}.{table} as rows
        inner join {PERIODS} as limits on rows.period_grain = limits.period_grain
        qualify dense_rank() over (
            partition by rows.period_grain order by rows.period_start desc
        ) <= any_value(limits.periods) over (partition by rows.period_grain)
    )"""


PICTURES = {
    "funnel": Picture(("web_funnel",), f"""
        select period_grain, period_start, funnel, step, step_name, sessions, previous_sessions,
            step_rate, funnel_rate
        from {recent("web_funnel")}
        where funnel in (
            select funnel from {{copy}}.web_funnel group by funnel
            order by sum(sessions) desc, funnel limit 4
        )
        order by period_grain, period_start, funnel, step
    """),
    "words": Picture(("search_keyword_rankings",), """
        select period_grain, period_start, query, organic_clicks, organic_impressions, organic_ctr,
            average_position, position_change, is_watched
        from {copy}.search_keyword_rankings
        where not is_hidden and period_grain in ('week', 'month')
        qualify
            dense_rank() over (partition by period_grain order by period_start desc) <= 7
            and row_number() over (
                partition by period_grain, period_start
                order by is_watched desc, organic_clicks desc, organic_impressions desc, query
            ) <= 15
        order by period_grain, period_start, organic_clicks desc, organic_impressions desc, query
    """),
    "cohorts": Picture(("customer_cohort_retention",), """
        select cohort_month, month_offset, cohort_customers, retained_customers, retention_rate,
            is_complete
        from {copy}.customer_cohort_retention
        where basis = 'orders' and month_offset <= 12
        qualify dense_rank() over (order by cohort_month desc) <= 18
        order by cohort_month, month_offset
    """),
    "campaigns": Picture(("email_campaigns",), """
        select coalesce(campaign_name, campaign_id) as campaign,
            cast(coalesce(first_sent_at, started_at) as date) as sent_date,
            email_type, emails_delivered, opened_emails, clicked_emails, unsubscribed_emails
        from {copy}.email_campaigns
        where emails_delivered > 0
        order by sent_date desc nulls last, emails_delivered desc, campaign_id
        limit 15
    """),
    "posts": Picture(("social_posts",), """
        select post_id, published_date, platform, post_type, topic, interactions, impressions,
            likes, comments, shares
        from {copy}.social_posts
        where published_date > (select max(published_date) from {copy}.social_posts) - 90
        order by interactions desc nulls last, post_id
        limit 12
    """),
    "post_reading": Picture(("social_posts", "social_post_daily"), """
        with posts as (
            select post_id, published_date
            from {copy}.social_posts
            where published_date > (select max(published_date) from {copy}.social_posts) - 90
            order by interactions desc nulls last, post_id
            limit 5
        )
        select posts.post_id, daily.captured_date - posts.published_date as days_since,
            sum(daily.interactions) over (
                partition by posts.post_id order by daily.captured_date
            ) as interactions
        from posts
        inner join {copy}.social_post_daily as daily on posts.post_id = daily.post_id
        order by posts.post_id, days_since
    """),
    "events": Picture(("live_event_metrics", "live_events"), """
        select any_value(coalesce(live_events.live_event_name, events.dimension_value)) as event,
            any_value(live_events.event_date) as event_date,
            sum(events.active_registrations) as active_registrations,
            sum(events.check_ins) as check_ins,
            any_value(live_events.capacity) as capacity,
            any_value(live_events.is_over) as is_over
        from {copy}.live_event_metrics as events
        inner join {copy}.live_events as live_events
            on events.dimension_value = live_events.live_event_id
        where events.dimension = 'live_event_id' and events.period_grain = 'month'
        group by events.dimension_value
        order by event_date desc, events.dimension_value
        limit 15
    """),
    "nps_scores": Picture(("survey_score_distribution",), f"""
        select period_grain, period_start, score, responses, share
        from {recent("survey_score_distribution")}
        where survey_type = 'nps'
        order by period_grain, period_start, score
    """),
    "levels": Picture(("customer_engagement_monthly",), """
        select month_start, engagement_level, count(*) as customers
        from {copy}.customer_engagement_monthly
        where month_start > (
            select max(month_start) from {copy}.customer_engagement_monthly
        ) - interval 25 month
        group by all
        order by all
    """),
    "backtest": Picture(("score_backtest",), """
        select month_start, dimension_value as decile, customers, active_customers, buyers,
            net_revenue
        from {copy}.score_backtest
        where dimension = 'decile'
            and month_start = (select max(month_start) from {copy}.score_backtest)
        order by cast(dimension_value as integer)
    """),
    "backtest_months": Picture(("score_backtest",), """
        select month_start, customers, auc_active, auc_buying
        from {copy}.score_backtest
        where dimension = 'all'
        order by month_start desc
        limit 12
    """),
    "segments": Picture(("customers",), """
        select coalesce(rfm_segment, '(none)') as rfm_segment, count(*) as customers,
            sum(net_revenue) as net_revenue, avg(engagement_score) as engagement_score
        from {copy}.customers
        group by all
        order by customers desc, rfm_segment
    """),
    "lift": Picture(("engagement_revenue_lift",), """
        select method, compared_with, outcome, window_days, verdict, engaged_customers,
            counterpart_customers, difference, difference_lower, difference_upper,
            difference_percent, placebo_difference, placebo_lower, placebo_upper
        from {copy}.engagement_revenue_lift
        order by outcome, window_days, compared_with, method
    """),
    "experiments": Picture(("experiment_results",), """
        select experiment_id, variant, metric, window_days, customers, mean, difference,
            difference_lower, difference_upper, is_ratio_suspect
        from {copy}.experiment_results
        where not is_control
        order by all
        limit 60
    """),
    "triggers": Picture(("customer_triggers",), """
        select trigger_kind, count(*) as people, min(cast(since as date)) as oldest,
            min(expires_on) as first_to_expire
        from {copy}.customer_triggers
        group by trigger_kind
        order by min(priority), people desc, trigger_kind
    """),
    "coverage": Picture(("identity_coverage",), """
        select fact, person_rule, sum(rows) as rows
        from {copy}.identity_coverage
        group by all
        order by all
    """),
    "conflicts": Picture(("identity_conflicts",), """
        select conflict_type, count(*) as cases, sum(rows) as rows
        from {copy}.identity_conflicts
        group by conflict_type
        order by cases desc, conflict_type
    """),
    "facts": Picture(("person_activity",), """
        select channel, sum(activities) as activities, min(activity_date) as first_day,
            max(activity_date) as last_day
        from {copy}.person_activity
        group by channel
        order by last_day desc, channel
    """),
    "rejects": Picture(("raw_row_outcomes",), """
        select raw_table,
            coalesce(sum(rows) filter (where outcome <> 'nulled'), 0) as raw_rows,
            coalesce(sum(rows) filter (where outcome = 'kept'), 0) as kept,
            coalesce(sum(rows) filter (where outcome = 'superseded'), 0) as superseded,
            coalesce(sum(rows) filter (where outcome = 'deleted'), 0) as deleted,
            coalesce(sum(rows) filter (where outcome = 'rejected'), 0) as rejected,
            coalesce(sum(rows) filter (where outcome = 'nulled'), 0) as nulled
        from {copy}.raw_row_outcomes
        group by raw_table
        order by rejected / nullif(raw_rows, 0) desc nulls last, raw_table
    """),
    "faults": Picture(("raw_row_outcomes",), """
        select raw_table, nullif(column_name, '(none)') as column_name, reason, outcome, rows
        from {copy}.raw_row_outcomes
        where outcome in ('rejected', 'nulled')
        order by rows desc, raw_table, column_name, reason, outcome
        limit 20
    """),
    "lateness": Picture(("raw_row_lateness",), """
        select raw_table, lateness, sum(rows) as rows
        from {copy}.raw_row_lateness
        where month > (select max(month) from {copy}.raw_row_lateness) - interval 12 month
        group by all
        order by all
    """),
    "lateness_months": Picture(("raw_row_lateness",), """
        select month as month_start, lateness, sum(rows) as rows
        from {copy}.raw_row_lateness
        where month > (select max(month) from {copy}.raw_row_lateness) - interval 25 month
        group by all
        order by all
    """),
    "changed_vars": Picture(("published_vars",), """
        select published_at, as_of_date, var_name,
            lag(value) over (partition by var_name order by published_at) as old_value,
            value as new_value
        from {copy}.published_vars
        qualify old_value is not null
        order by published_at desc, var_name
    """),
}


def read_pictures(
    connection: duckdb.DuckDBPyConnection, copy: str, tables: Collection[str]
) -> dict[str, dict]:
    """The columns and rows of all pictures, or why one has none.

    copy: name under which the published copy is attached. tables: those that it has.
    """
    comments: dict[str, dict[str, str]] = {}
    for table, column, comment in connection.execute(
        "select table_name, column_name, comment from duckdb_columns() "
        "where database_name = ? and comment is not null", [copy]
    ).fetchall():
        comments.setdefault(table, {})[column] = comment
    found: dict[str, dict] = {}
    for name, picture in PICTURES.items():
        if not set(picture.tables) <= set(tables):
            found[name] = _without(NO_TABLE)
            continue
        try:
            cursor = connection.execute(picture.query.format(copy=copy))
        except duckdb.BinderException as error:
            raise CopyUnusable(
                f"The copy was built by another version of the project: {name} cannot be read "
                f"({str(error).splitlines()[0]}). Run make build."
            ) from error
        columns = [column[0] for column in cursor.description]
        rows = [list(row) for row in cursor.fetchall()]
        known = [comments.get(table, {}) for table in picture.tables]
        found[name] = {
            "columns": columns,
            "rows": rows,
            "missing": None if rows else NO_ROWS,
            # What a column is, where it stands in the picture as in its table.
            "comments": {
                column: of[column] for column in columns for of in known if column in of
            },
        }
    return found


def _without(reason: str) -> dict:
    """A picture without rows, for a reason."""
    return {"columns": [], "rows": [], "missing": reason, "comments": {}}

"""Published copies of made-up companies for the tests of the report: parts of the demo's copy."""

from collections.abc import Collection
from pathlib import Path

import duckdb

from scripts.report.data import REQUIRED, VARS, catalog
from scripts.report.pictures import PICTURES

# Names that end an element, a text or a line, run from the right, or never end.
HOSTILE = (
    "<script>document.title='hacked'</script>",
    "</script><img src=x onerror=document.title='hacked'>",
    "quotes \" ' ` and & <b>",
    "مرحبا \u202eupside\u202c",
    "😀👩‍👩‍👧‍👦 喝茶",
    "=1+1",
    "W" * 300,
)


def reduced_copy(
    demo: Path,
    path: Path,
    keep: str,
    tables: Collection[str] | None = None,
    hostile: bool = False,
) -> Path:
    """A copy with the demo's tables, or some of them, and of their periods those to keep.

    keep: a condition on the columns of a metrics table; the pictures are empty unless it is 'true'.
    hostile: the values of the dimensions have names that break pages.
    """
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{demo}' as demo (read_only)")
        metrics = [mart for mart in catalog() if tables is None or mart in tables]
        others = {table for picture in PICTURES.values() for table in picture.tables} | {"orders"}
        connection.execute("create table published as from demo.published")
        connection.execute("create table published_vars as from demo.published_vars")
        for mart in metrics:
            connection.execute(f"create table {mart} as from demo.{mart} where {keep}")
            if hostile:
                names = ", ".join("'" + name.replace("'", "''") + "'" for name in HOSTILE)
                connection.execute(
                    f"create or replace table {mart} as select * replace (case "
                    f"when dimension = 'country' then [{names}][1 + (dense_rank() over ("
                    f"partition by dimension order by dimension_value)) % {len(HOSTILE)}] "
                    f"else dimension_value end as dimension_value) from {mart} "
                    "qualify row_number() over (partition by period_grain, period_start, "
                    "dimension, dimension_value) = 1"
                )
        for table in sorted(others - set(metrics) - {VARS}):
            if tables is None or table in tables:
                condition = "true" if keep == "true" else "false"
                connection.execute(
                    f"create table {table} as from demo.{table} where {condition}"
                )
        wanted = ", ".join(
            f"'{metric.name}'" for mart in metrics for metric in catalog()[mart]
        ) or "''"
        for table in REQUIRED:
            condition = keep if table == "metric_values" else (
                "true" if keep == "true" else "false"
            )
            connection.execute(
                f"create table {table} as from demo.{table} "
                f"where metric_id in ({wanted}) and {condition}"
            )
        connection.execute("detach demo")
    return path


def large_copy(demo: Path, path: Path, years: int, values: int, customers: int) -> Path:
    """A copy of a company that is so many years old, with so many values of each dimension.

    Its numbers have eight digits and are made of hashes.
    """
    last = "date '2025-12-31'"
    steps = {"day": "1 day", "week": "7 day", "month": "1 month"}
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{demo}' as demo (read_only)")
        connection.execute("create table published as from demo.published")
        for table in REQUIRED:
            connection.execute(f"create table {table} as from demo.{table} limit 0")
        starts = " union all ".join(
            f"select '{grain}' as period_grain, cast(unnest(range(date_trunc('{grain}', {last} - "
            f"interval {years} year), {last} + interval 1 day, interval {step})) as date) "
            "as period_start"
            for grain, step in steps.items()
        )
        for mart, metrics in catalog().items():
            columns = dict.fromkeys(column for metric in metrics for column in metric.columns)
            numbers = ", ".join(
                f"cast(hash(period_start, dimension_value, '{column}') % 90000000 + 10000000 "
                f'as bigint) as "{column}"'
                for column in columns
            )
            connection.execute(f"""
                create table {mart} as
                with periods as ({starts}),
                cuts as (
                    select dimension, 'value ' || unnest(range({values})) as dimension_value
                    from (select distinct dimension from demo.{mart} where dimension <> 'all')
                    union all select 'all', 'all'
                ),
                keys as (
                    select * from periods cross join cuts
                    where dimension = 'all' or period_grain <> 'day'
                        and period_start > {last} - interval 3 year
                )
                select *, period_start + case period_grain when 'day' then interval 1 day
                    when 'week' then interval 7 day else interval 1 month end
                    <= {last} + interval 1 day as is_complete, {numbers}
                from keys
            """)
        connection.execute(f"""
            create table customers as select ['champions', 'loyal', 'lost', null][1 + i % 4]
                as rfm_segment, i::decimal(38, 14) as net_revenue, i % 100 as engagement_score
            from range({customers}) as ids(i)
        """)
        connection.execute("detach demo")
    return path

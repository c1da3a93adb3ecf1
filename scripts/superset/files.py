"""Makes the files of superset/ that Superset imports; `python -m scripts.reference` writes them.

One dataset per table, one file per chart and per dashboard, as an export of Superset has them. Each
has an id made from its name, so that an import changes what the import before brought.
tests/test_superset.py checks that they are of today and says what the copy says.
"""

import functools
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import yaml

from scripts.ask import BASIS
from scripts.published_copy import schema_of, seed
from scripts.reference import meta_of, read_yaml
from scripts.staging import Dumper
from scripts.superset.boards import BAR, LINE, WHOLE, Board, Chart, Filter, boards
from scripts.superset.metrics import (
    DIMENSION, GRAIN, OTHER_METRICS, PERIOD, VALUE, Metric, catalog_metrics, label,
)
from scripts.warehouse import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "superset"
DATABASE = "engagement"
VERSION = "1.0.0"
# Superset asks for a time; that of the files would change with each of them.
TIMESTAMP = "2026-01-01T00:00:00+00:00"
NAMESPACE = uuid.UUID("6d3c8c1e-1f6f-4a53-9a4e-6f5f6a1f7a14")
HEADER = "# Written by `python -m scripts.reference`; see docs/bi.md.\n"
WIDTH = 84

# Columns by which a metrics table is cut and filtered. Its parts and metrics are no columns here,
# so that nobody adds them up without the conditions of their metric.
CUTS = (GRAIN, PERIOD, DIMENSION, VALUE, BASIS, "is_complete")
# Columns that Superset computes: by table the name and its SQL. A lift that may not be said is not
# shown.
COMPUTED = {
    "engagement_revenue_lift": {
        f"shown_{name}": f"case when verdict = 'shown' then {name} end"
        for name in ("difference_percent", "difference_lower", "difference_upper")
    },
    "web_funnel": {"funnel_step": "funnel || ' ' || step || ': ' || step_name"},
    "customer_cohort_retention": {"cohort": "strftime(cohort_month, '%Y-%m')"},
}
# Of a table with more columns than a reader of charts needs: what begins so is left out.
LEFT_OUT = {"customers": re.compile(r"(first|last)_\w+_date$|reason_|health_\w+_|email_hash")}

# In units of 8 pixels.
CHARTS_HEIGHT = {"big_number": 25, "table": 70, "heatmap_v2": 70}
OTHER_HEIGHT = 48
HEAD_OF_A_TABLE, ROW_OF_A_TABLE = 23, 4.3
MOST_BARS, MOST_SERIES, MOST_ROWS = 15, 8, 10_000


class ChartWrong(Exception):
    """A chart asks what its metrics cannot answer; the message says which."""


class CompactDumper(Dumper):
    """The same YAML, with what has no collection inside on one line, and no references."""

    def ignore_aliases(self, data: Any) -> bool:
        """Every text and list is written where it stands."""
        return True


def identity(kind: str, name: str) -> str:
    """The id of a thing that Superset imports: always the same for the same name."""
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{name}"))


@functools.cache
def texts() -> jinja2.Environment:
    """What the descriptions of columns are rendered with: shared texts, and vars as they are by
    default."""
    shared = {
        name: " ".join(text.split())
        for path in sorted((PROJECT_ROOT / "models" / "_docs").glob("*.md"))
        for name, text in re.findall(
            r"(?s){% docs (\w+) %}(.*?){% enddocs %}", path.read_text(encoding="utf-8")
        )
    }
    variables = read_yaml(PROJECT_ROOT / "dbt_project.yml")["vars"]
    environment = jinja2.Environment()
    environment.globals.update(doc=shared.__getitem__, var=variables.__getitem__)
    return environment


def rendered(text: str) -> str:
    """A description as one line."""
    environment = texts()
    # A shared text may name a var, too.
    filled = environment.from_string(environment.from_string(text).render()).render()
    return " ".join(filled.split())


@functools.cache
def models() -> dict[str, dict[str, Any]]:
    """The YAML of each public mart."""
    return {
        model["name"]: model
        for path in sorted(PROJECT_ROOT.glob("models/marts/*/*.yml"))
        for model in read_yaml(path).get("models", [])
        if not path.stem.endswith("__unit_tests")
    }


def tables() -> list[str]:
    """The tables that are datasets: all metrics tables, and the others on dashboards."""
    catalog = [row["mart"] for row in seed("metric_catalog") if row["is_built"] == "true"]
    return [*dict.fromkeys(filter(is_metrics_table, catalog)), *OTHER_METRICS]


def is_metrics_table(table: str) -> bool:
    """Whether a table has metrics of the catalog by period and dimension."""
    names = {column["name"] for column in models()[table]["columns"]}
    return {GRAIN, DIMENSION} <= names and table not in OTHER_METRICS


@functools.cache
def metrics(table: str) -> dict[str, Metric]:
    """The metrics of a dataset by name."""
    columns = [column["name"] for column in models()[table]["columns"]]
    found = OTHER_METRICS.get(table) or catalog_metrics(table, columns)
    return {metric.name: metric for metric in found}


def columns_of(table: str) -> list[dict[str, Any]]:
    """The columns of a dataset, as the YAML of the mart has them."""
    columns = models()[table]["columns"]
    if is_metrics_table(table):
        return [column for column in columns if column["name"] in CUTS]
    left_out = LEFT_OUT.get(table)
    return [column for column in columns if not (left_out and left_out.match(column["name"]))]


def dataset(table: str) -> dict[str, Any]:
    """A dataset."""
    model = models()[table]
    all_columns = columns_of(table)
    names = [column["name"] for column in model["columns"]]
    dates = [column["name"] for column in all_columns if column["data_type"] == "date"]
    computed = COMPUTED.get(table, {})
    return {
        "table_name": table,
        "main_dttm_col": dates[0] if dates else None,
        "description": rendered(model["description"]),
        "schema": schema_of(table, names, meta_of(model)),
        "uuid": identity("dataset", table),
        "database_uuid": identity("database", DATABASE),
        "version": VERSION,
        "columns": [
            {
                "column_name": column["name"],
                "verbose_name": label(column["name"]),
                "type": column["data_type"].upper(),
                **({"is_dttm": True} if column["data_type"] == "date" else {}),
                "groupby": True,
                "filterable": True,
                "description": rendered(column["description"]),
            }
            for column in all_columns
        ] + [
            {
                "column_name": name,
                "verbose_name": label(name),
                "expression": sql,
                "groupby": True,
                "filterable": True,
            }
            for name, sql in computed.items()
        ],
        "metrics": [
            {
                "metric_name": metric.name,
                "verbose_name": metric.label,
                "expression": metric.expression,
                "d3format": metric.format,
                "description": metric.description,
            }
            for metric in metrics(table).values()
        ],
    }


def check(chart: Chart) -> None:
    """Raises if a chart asks a metric of more rows than it may be asked of."""
    known = metrics(chart.table)
    for name in chart.metrics:
        if name not in known:
            raise ChartWrong(f"{chart.title}: {chart.table} has no metric {name}.")
        if PERIOD in known_cuts(chart.table) and chart.x != PERIOD and not known[name].over_periods:
            raise ChartWrong(f"{chart.title}: {name} is of one period at a time, show it by month.")


def known_cuts(table: str) -> set[str]:
    """The columns of a dataset."""
    return {column["name"] for column in columns_of(table)}


def condition(filter_: Filter) -> dict[str, Any]:
    """A condition as charts have it."""
    shared = {"clause": "WHERE", "expressionType": "SIMPLE", "subject": filter_.column}
    if filter_.value is None:
        operator_id = filter_.operator.replace(" ", "_")
        return shared | {"operator": filter_.operator, "operatorId": operator_id}
    return shared | {"comparator": filter_.value, "operator": "==", "operatorId": "EQUALS"}


def is_known(metric: Metric) -> dict[str, Any]:
    """The condition that a metric has a value; a bar without one takes only room."""
    return {
        "clause": "HAVING", "expressionType": "SQL",
        "sqlExpression": f"({metric.expression}) is not null",
    }


def any_time(column: str) -> dict[str, Any]:
    """The place where the period of the dashboard comes in."""
    return {
        "clause": "WHERE", "expressionType": "SIMPLE", "subject": column,
        "comparator": "No filter", "operator": "TEMPORAL_RANGE",
    }


def params(chart: Chart) -> dict[str, Any]:
    """What a chart shows, as Superset keeps it."""
    check(chart)
    known = metrics(chart.table)
    dates = [column["name"] for column in columns_of(chart.table) if column["data_type"] == "date"]
    conditions = [condition(filter_) for filter_ in chart.filters]
    conditions += [any_time(date) for date in dates[:1] if chart.kind != "table"]
    if chart.kind == BAR and not is_date(chart.table, chart.x):
        conditions += [is_known(known[name]) for name in chart.metrics]
    shared = {"viz_type": chart.kind, "adhoc_filters": conditions}
    formats = {known[name].format for name in chart.metrics}
    number_format = formats.pop() if len(formats) == 1 else "SMART_NUMBER"
    make = {
        "big_number": big_number, "pivot_table_v2": pivot, "table": listing, "heatmap_v2": heatmap,
    }.get(chart.kind, series)
    return shared | make(chart, number_format) | chart.options


def big_number(chart: Chart, number_format: str) -> dict[str, Any]:
    """A number over its line. Of a percentage a change in percent would say nothing."""
    [name] = chart.metrics
    unit = metrics(chart.table)[name].unit
    compared = {} if unit in ("percent", "score") else {
        "compare_lag": 1, "compare_suffix": "to the month before",
    }
    return {
        "x_axis": chart.x, "time_grain_sqla": "P1M", "metric": name, **compared,
        "aggregation": "LAST_VALUE", "show_trend_line": True,
        "subtitle": "last complete month", "subtitle_font_size": 0.15,
        "start_y_axis_at_zero": False, "time_format": "%b %Y", "y_axis_format": number_format,
        "header_font_size": 0.4, "subheader_font_size": 0.15, "rolling_type": "None",
    }


def series(chart: Chart, number_format: str) -> dict[str, Any]:
    """Lines, areas and bars: over time, or lying by a value, the largest on top; an option may
    stand them up."""
    shared = {
        "x_axis": chart.x, "metrics": list(chart.metrics), "groupby": [chart.by] * bool(chart.by),
        "row_limit": MOST_ROWS, "truncate_metric": True, "show_empty_columns": True,
        "rich_tooltip": True, "y_axis_format": number_format, "legendOrientation": "top",
        "legendType": "scroll", "show_legend": bool(chart.by) or len(chart.metrics) > 1,
        "truncateYAxis": False, "y_axis_bounds": [None, None], "sort_series_type": "sum",
        "sort_series_ascending": False,
    }
    if is_date(chart.table, chart.x):
        over_time = {
            "time_grain_sqla": "P1M", "x_axis_time_format": "%b %Y", "tooltipTimeFormat": "%B %Y",
            **({"limit": MOST_SERIES, "series_limit": MOST_SERIES} if chart.by else {}),
        }
        if chart.kind != LINE:
            over_time["stack"] = "Stack"
        return shared | over_time
    return shared | {
        "orientation": "horizontal", "show_value": True, "row_limit": MOST_BARS,
        "timeseries_limit_metric": chart.metrics[0], "order_desc": True,
        "x_axis_sort": chart.metrics[0], "x_axis_sort_asc": True,
    }


def is_date(table: str, column: str | None) -> bool:
    """Whether a column is a date."""
    return any(
        found["name"] == column and found["data_type"] == "date" for found in columns_of(table)
    )


def pivot(chart: Chart, number_format: str) -> dict[str, Any]:
    """A row per metric and a column per month, the newest first; each number has its own format."""
    return {
        "groupbyRows": [], "groupbyColumns": [chart.x], "metrics": list(chart.metrics),
        "time_grain_sqla": "P1M", "temporal_columns_lookup": {chart.x: True},
        "metricsLayout": "ROWS", "aggregateFunction": "Sum", "rowTotals": False,
        "colTotals": False, "row_limit": MOST_ROWS, "order_desc": True, "colOrder": "key_z_to_a",
        "rowOrder": "key_a_to_z", "date_format": "%b %Y", "valueFormat": "SMART_NUMBER",
    }


def listing(chart: Chart, number_format: str) -> dict[str, Any]:
    """The rows of a table as they are."""
    numbers = [
        column["name"] for column in columns_of(chart.table)
        if column["data_type"].startswith(("double", "decimal"))
    ]
    shown = [name for name in chart.columns if name in numbers or name.startswith("shown_")]
    return {
        "column_config": {name: {"d3NumberFormat": ",.2~f"} for name in shown},
        "query_mode": "raw", "all_columns": list(chart.columns), "row_limit": 1000,
        "page_length": 25, "server_pagination": False, "include_search": True,
        "table_timestamp_format": "%Y-%m-%d", "show_cell_bars": False,
    }


def heatmap(chart: Chart, number_format: str) -> dict[str, Any]:
    """A metric by two columns."""
    [name] = chart.metrics
    return {
        "x_axis": chart.x, "groupby": chart.by, "metric": name, "row_limit": MOST_ROWS,
        "sort_x_axis": "alpha_asc", "sort_y_axis": "alpha_desc", "normalize_across": "heatmap",
        "linear_color_scheme": "superset_seq_1", "legend_type": "continuous", "show_legend": True,
        "show_values": False, "value_bounds": [0, 100], "y_axis_format": number_format,
        "xscale_interval": 1, "yscale_interval": 1, "bottom_margin": "auto", "left_margin": 75,
        "border_width": 1, "border_color": {"r": 255, "g": 255, "b": 255, "a": 1},
    }


def chart_file(chart: Chart) -> dict[str, Any]:
    """A chart. Its description is that of its metric, if it has one."""
    known = metrics(chart.table)
    texts_of = [known[name].description for name in chart.metrics]
    return {
        "slice_name": chart.title,
        "description": texts_of[0] if len(texts_of) == 1 else None,
        "viz_type": chart.kind,
        "params": params(chart),
        "uuid": identity("chart", chart.slug),
        "dataset_uuid": identity("dataset", chart.table),
        "version": VERSION,
    }


def rows_of(board: Board) -> list[list[Chart]]:
    """The charts of a dashboard in rows of twelve columns."""
    rows: list[list[Chart]] = [[]]
    for chart in board.charts:
        if sum(other.width for other in rows[-1]) + chart.width > WHOLE:
            rows.append([])
        rows[-1].append(chart)
    return rows


def height(chart: Chart) -> int:
    """The height of a chart; that of a table by month fits its metrics."""
    if chart.kind == "pivot_table_v2":
        return round(HEAD_OF_A_TABLE + ROW_OF_A_TABLE * len(chart.metrics))
    return CHARTS_HEIGHT.get(chart.kind, OTHER_HEIGHT)


def positions(board: Board) -> dict[str, Any]:
    """Where the charts of a dashboard stand."""
    top = ["ROOT_ID", "GRID_ID"]
    placed: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": board.title}},
    }
    rows = {f"ROW-{number}": row for number, row in enumerate(rows_of(board), start=1)}
    placed["GRID_ID"] = {
        "id": "GRID_ID", "type": "GRID", "children": list(rows), "parents": top[:1],
    }
    for row_id, row in rows.items():
        placed[row_id] = {
            "id": row_id, "type": "ROW", "children": [f"CHART-{chart.slug}" for chart in row],
            "parents": top, "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
        for chart in row:
            chart_id = f"CHART-{chart.slug}"
            placed[chart_id] = {
                "id": chart_id, "type": "CHART", "children": [], "parents": [*top, row_id],
                "meta": {
                    # The import puts the real number in.
                    "chartId": board.charts.index(chart) + 1,
                    "uuid": identity("chart", chart.slug),
                    "sliceName": chart.title,
                    "width": chart.width,
                    "height": height(chart),
                },
            }
    return placed


def board_file(board: Board) -> dict[str, Any]:
    """A dashboard. A click on a chart filters no other: its value belongs to its own dimension."""
    return {
        "dashboard_title": board.title,
        "slug": board.slug,
        "published": True,
        "uuid": identity("dashboard", board.slug),
        "version": VERSION,
        "metadata": {
            "cross_filters_enabled": False,
            "filter_bar_orientation": "HORIZONTAL",
            "color_scheme": "supersetColors",
            "native_filter_configuration": [
                {
                    "id": "NATIVE_FILTER-period",
                    "name": "Period",
                    "type": "NATIVE_FILTER",
                    "filterType": "filter_time",
                    "targets": [{}],
                    "controlValues": {"enableEmptyFilter": False},
                    "defaultDataMask": {"extraFormData": {}, "filterState": {}},
                    "cascadeParentIds": [],
                    "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
                }
            ],
        },
        "position": positions(board),
    }


def database_file() -> dict[str, Any]:
    """The published copy; `make superset` puts the place of the copy in."""
    return {
        "database_name": "Customer engagement",
        "sqlalchemy_uri": "duckdb:///warehouse/engagement.duckdb",
        "uuid": identity("database", DATABASE),
        "version": VERSION,
        "expose_in_sqllab": True,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "allow_run_async": False,
        # Without this DuckDB opens the copy for writing, and then nobody else can.
        "extra": {"engine_params": {"connect_args": {"read_only": True}}},
    }


def charts() -> dict[str, Chart]:
    """Every chart by its name for files; a number may stand on two dashboards."""
    found: dict[str, Chart] = {}
    for board in boards():
        for chart in board.charts:
            if found.setdefault(chart.slug, chart) != chart:
                raise ChartWrong(f"Two charts are called {chart.title}.")
    return found


def wanted_files() -> Iterator[tuple[Path, str]]:
    """The files with what should be in them."""
    yield written("metadata.yaml", {
        "version": VERSION, "type": "assets", "timestamp": TIMESTAMP,
    })
    yield written(f"databases/{DATABASE}.yaml", database_file())
    for table in tables():
        yield written(f"datasets/{DATABASE}/{table}.yaml", dataset(table))
    for slug, chart in charts().items():
        yield written(f"charts/{slug}.yaml", chart_file(chart))
    for board in boards():
        yield written(f"dashboards/{board.slug}.yaml", board_file(board))


def written(name: str, content: dict[str, Any]) -> tuple[Path, str]:
    """A file as it should be."""
    text = yaml.dump(
        content, Dumper=CompactDumper, width=WIDTH, sort_keys=False, allow_unicode=True,
        default_flow_style=None,
    )
    return FOLDER / name, HEADER + text


def files_now() -> set[Path]:
    """The YAML files that are there."""
    return set(FOLDER.rglob("*.yaml"))


def write_files() -> None:
    """Writes the files, and removes those that are no more wanted."""
    wanted = dict(wanted_files())
    for path in files_now() - set(wanted):
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

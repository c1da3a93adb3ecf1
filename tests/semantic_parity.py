"""Asks MetricFlow for every metric of the semantic layer, and compares with the marts.

`python -m tests.semantic_parity MANIFEST COPY`, in an environment with requirements-semantic.txt:
MANIFEST is target/semantic_manifest.json of `dbt parse`, COPY a published copy. Every metric is
asked for by month, and by month and up to two of its dimensions, all in one process; every value
must be the mart's, to the last digit. Exit code 1 if one is not.

What nobody counted has a row of 0 in the totals of a mart and none in MetricFlow, so that a missing
row stands for 0, or for nothing known.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from scripts.published_copy import attached
from scripts.semantic_layer import (
    CUSTOMER,
    NONE_VALUE,
    Layer,
    attributes_of_customers,
    dimensions_of,
    layers,
    marts,
)

MONTH = "metric_time__month"
DIMENSIONS_ASKED = 2
BUILD = "build"


class Renderer:
    """What MetricFlow asks of a client that only renders: which SQL the engine speaks."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        """How a parameter stands in SQL."""
        return f"${bind_parameter_key}"


@dataclass
class Question:
    """A metric by month, or by month and a dimension, and what it is called in MetricFlow."""

    metric: str
    mart: str
    dimension: str
    group_by: list[str]


def questions(layer: Layer, manifest: dict[str, Any]) -> Iterator[Question]:
    """What is asked about the metrics of a metrics table."""
    public = {name: model for name, (_, model) in marts().items()}
    for metric in layer.metrics:
        name = metric["metric_id"]
        yield Question(name, layer.mart, "all", [MONTH])
        needed = [part for part in (metric["numerator"], metric["denominator"]) if part] or [name]
        facts = {measure.fact for part in needed for measure in layer.parts[part].measures}
        own = [dict(dimensions_of(layer.mart, public[fact])) for fact in sorted(facts)]
        joined = [attributes_of_customers(layer.mart, public[fact]) for fact in sorted(facts)]
        own_cuts = [cut for cut in own[0] if all(cut in others for others in own)]
        joined_cuts = [cut for cut in joined[0] if all(cut in others for others in joined)]
        # One of each kind, where there are both.
        cuts = [*own_cuts[:1], *joined_cuts[:1], *own_cuts[1:], *joined_cuts[1:]]
        for cut in cuts[:DIMENSIONS_ASKED]:
            group = named(manifest, layer, facts, cut) if cut in own_cuts else f"{CUSTOMER}__{cut}"
            yield Question(name, layer.mart, cut, [MONTH, group])


def named(manifest: dict[str, Any], layer: Layer, facts: set[str], cut: str) -> str:
    """The name by which MetricFlow knows a dimension: an entity's, or entity__dimension."""
    shared = f"{layer.entity}_{cut}"
    for model in manifest["semantic_models"]:
        if model["node_relation"]["alias"] in facts:
            if shared in [entity["name"] for entity in model["entities"]]:
                return shared
            if cut in [dimension["name"] for dimension in model["dimensions"]]:
                return f"{model['primary_entity'] or CUSTOMER}__{cut}"
    raise ValueError(f"no semantic model of {sorted(facts)} has {cut}")


def answered(
    engine: MetricFlowEngine, connection: duckdb.DuckDBPyConnection, question: Question
) -> dict[tuple, Any]:
    """MetricFlow's values by month and dimension value."""
    request = MetricFlowQueryRequest.create(
        metric_names=[question.metric], group_by_names=question.group_by
    )
    sql = engine.explain(request).sql_statement.sql
    rows = connection.execute(sql).fetchall()
    found = {}
    for *place, value in rows:
        month = place[0] and str(place[0])[:10]
        value_of = "all" if len(place) == 1 else NONE_VALUE if place[1] is None else place[1]
        assert (month, value_of) not in found, f"{question}: {month} {value_of} is there twice"
        found[month, value_of] = value
    return found


def expected(connection: duckdb.DuckDBPyConnection, question: Question) -> dict[tuple, Any]:
    """The values of the mart."""
    rows = connection.execute(
        f"select cast(period_start as varchar), dimension_value, {question.metric} "
        f"from {question.mart} where period_grain = 'month' and dimension = ?",
        [question.dimension],
    ).fetchall()
    return {(month, value_of): value for month, value_of, value in rows}


def differences(found: dict[tuple, Any], wanted: dict[tuple, Any]) -> list[str]:
    """Where MetricFlow and the mart have other values."""
    return [
        f"{place}: MetricFlow {found.get(place)}, mart {wanted.get(place)}"
        for place in sorted(found.keys() | wanted.keys(), key=str)
        if not is_same(place in found, found.get(place), wanted.get(place))
    ]


def is_same(has_row: bool, found: Any, wanted: Any) -> bool:
    """Whether MetricFlow's value is the mart's. A quotient of 0 is none that is unknown; a sum
    over no rows is 0 in a mart."""
    if isinstance(wanted, float) and has_row:
        return found == wanted
    return (found or 0) == (wanted or 0)


def compare(manifest_path: Path, copy: Path) -> int:
    """Compares every metric, prints what differs, and returns how many questions did."""
    text = manifest_path.read_text(encoding="utf-8")
    manifest = json.loads(text)
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(text))
    engine = MetricFlowEngine(lookup, Renderer())
    asked = values = wrong = 0
    cuts: dict[str, list[str]] = {}
    with attached(**{BUILD: copy}) as connection:
        connection.execute(f"use {BUILD}")
        for layer in layers():
            for question in questions(layer, manifest):
                found = answered(engine, connection, question)
                wanted = expected(connection, question)
                found_wrong = differences(found, wanted)
                asked, values = asked + 1, values + len(wanted)
                cuts.setdefault(question.metric, []).append(question.dimension)
                if found_wrong:
                    wrong += 1
                    print(f"{question.metric} by {question.dimension}: {len(found_wrong)} of "
                          f"{len(wanted)} values differ, such as {found_wrong[0]}")
    few = [metric for metric, asked_by in cuts.items() if len(asked_by) <= DIMENSIONS_ASKED]
    print(f"With fewer than {DIMENSIONS_ASKED} dimensions: {', '.join(few) or 'none'}.")
    print(f"{len(cuts)} metrics, {asked} questions, {values} values: {wrong} questions differ.")
    return wrong


if __name__ == "__main__":
    sys.exit(1 if compare(Path(sys.argv[1]), Path(sys.argv[2])) else 0)

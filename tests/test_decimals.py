"""Money and minutes stay exact: no model makes a decimal coarser on its way.

Where decimals of different scale meet (in a union, a case, a coalesce), DuckDB may take the coarser
one, for 38 digits are all it has: union of decimal(38, 14) and decimal(38, 6) is decimal(38, 6).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from scripts.warehouse import Warehouse


def parts_of(plan: Any) -> Iterator[dict[str, Any]]:
    """Every operator and expression of a plan, however deep."""
    if isinstance(plan, dict):
        yield plan
    for part in plan.values() if isinstance(plan, dict) else plan:
        if isinstance(part, dict | list):
            yield from parts_of(part)


def scale_of(data_type: dict[str, Any]) -> int | None:
    """The number of decimal places of a type; None if it is no decimal."""
    return data_type["type_info"]["scale"] if data_type["id"] == "DECIMAL" else None


def coarser_casts(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """The places where a query rounds a decimal, by a written cast or by one that DuckDB adds."""
    query = "select json_serialize_plan(?, optimize := false)"
    [(text,)] = connection.execute(query, [sql]).fetchall()
    plan = json.loads(text)
    assert not plan["error"], plan
    found = []
    for part in parts_of(plan["plans"]):
        if part.get("type") == "OPERATOR_CAST":
            before, after = scale_of(part["arguments"][0]), scale_of(part["return_type"])
            if before is not None and after is not None and after < before:
                start = part["query_location"]
                place = sql[start : start + part["query_location_length"]]
                found.append(f"{place}: {before} decimals become {after}")
    return found


def test_no_model_rounds_a_decimal(
    demo: Path, demo_connection: duckdb.DuckDBPyConnection
) -> None:
    """Checks the plan of every model, because DuckDB adds casts that the SQL does not show."""
    manifest = json.loads((Warehouse(demo).target / "manifest.json").read_text(encoding="utf-8"))
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    problems = [
        f"{model['name']}: {place}"
        for model in models
        for place in coarser_casts(demo_connection, model["compiled_code"])
    ]
    assert not problems, "\n".join(
        [*problems, "Remedy: cast to the finer type in every branch where they meet."]
    )


def test_a_union_of_two_scales_is_noticed() -> None:
    """The check above finds the three ways in which two scales meet; bigints and equal scales are
    no problem."""
    with duckdb.connect() as connection:
        coarse, fine = "cast(1 as decimal(38, 6))", "cast(1 as decimal(38, 14))"
        for query in (
            f"select {fine} as amount union all select {coarse}",
            f"select coalesce({fine}, {coarse})",
            f"select case when random() < 1 then {fine} else {coarse} end",
        ):
            assert len(coarser_casts(connection, query)) == 1, query
        for other in ("0", "cast(1 as bigint)", "null", "cast(1 as decimal(18, 6))", fine):
            query = f"select {fine} as amount union all select {other}"
            assert not coarser_casts(connection, query), query

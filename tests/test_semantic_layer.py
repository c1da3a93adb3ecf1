"""The semantic layer: generated, complete, and equal to the marts (where MetricFlow is at hand)."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from scripts.published_copy import seed
from scripts.semantic_layer import FOLDER, aggregates_of, layers, semantic_yaml
from scripts.warehouse import PROJECT_ROOT, Warehouse, run_dbt

# `make test-semantic` makes it.
ENVIRONMENT = PROJECT_ROOT / ".venv-semantic"
needs_metricflow = pytest.mark.skipif(
    not (ENVIRONMENT / ".complete").exists(), reason="make test-semantic"
)


def test_the_files_are_of_today() -> None:
    """What is in the folder is what the catalog and the marts say, and nothing else."""
    wanted = dict(semantic_yaml())
    assert set(wanted) == set(FOLDER.iterdir()), "run `python -m scripts.reference`"
    wrong = [path.name for path, text in wanted.items() if path.read_text("utf-8") != text]
    assert not wrong, f"run `python -m scripts.reference`: {wrong}"


def test_every_metric_is_in_the_layer_or_left_out_with_a_reason() -> None:
    """None is missing, and none of either twice."""
    found = [metric["metric_id"] for layer in layers() for metric in layer.metrics]
    left_out = [metric["metric_id"] for layer in layers() for metric, _ in layer.left_out]
    built = [row["metric_id"] for row in seed("metric_catalog") if row["is_built"] == "true"]
    assert sorted(found + left_out) == sorted(built)
    written = {
        metric["name"]
        for path in FOLDER.iterdir()
        for metric in yaml.safe_load(path.read_text(encoding="utf-8"))["metrics"]
    }
    assert set(found) <= written
    assert len(found) > len(left_out)


def test_names_are_given_once_and_only_safe_kinds_are_used() -> None:
    """Conversion and cumulative metrics of MetricFlow give other numbers than one expects."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in FOLDER.iterdir()]
    metrics = [metric for file in files for metric in file["metrics"]]
    names = [metric["name"] for metric in metrics]
    assert len(names) == len(set(names))
    measures = [
        measure["name"]
        for file in files for model in file["semantic_models"] for measure in model["measures"]
    ]
    assert len(measures) == len(set(measures))
    assert {metric["type"] for metric in metrics} == {"simple", "derived"}
    assert all("filter" not in metric for metric in metrics)


@pytest.mark.parametrize(
    ("sql", "text", "aggregates"),
    [
        ("count(*)", "{0}", [("count", "1", "")]),
        ("count( distinct a)", "{0}", [("count_distinct", "a", "")]),
        ("-sum(f(a, b))", "-{0}", [("sum", "f(a, b)", "")]),
        ("count(a) filter (where (b or c))", "{0}", [("count", "a", "(b or c)")]),
        (
            "count(*) filter ( where a ) - count(*) filter (where b)",
            "{0} - {1}",
            [("count", "1", "a"), ("count", "1", "b")],
        ),
        ("cast(sum(a) / 60 as decimal(28, 10))", "cast({0} / 60 as decimal(28, 10))",
         [("sum", "a", "")]),
        ("account(a)", "account(a)", []),
    ],
)
def test_aggregates_are_found_in_an_expression(
    sql: str, text: str, aggregates: list[tuple[str, str, str]]
) -> None:
    assert aggregates_of(sql) == (text, aggregates)


# --- with MetricFlow ---


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The semantic manifest that dbt writes with the layer, and without a warning."""
    folder = tmp_path_factory.mktemp("semantic")
    before = os.environ.get("SEMANTIC_LAYER")
    os.environ["SEMANTIC_LAYER"] = FOLDER.name
    try:
        run = run_dbt(["--warn-error", "parse"], folder)
    finally:
        if before is None:
            del os.environ["SEMANTIC_LAYER"]
        else:
            os.environ["SEMANTIC_LAYER"] = before
    assert run.success, run.exception
    return Warehouse(folder).target / "semantic_manifest.json"


def parity(manifest: Path, demo: Path) -> subprocess.CompletedProcess[str]:
    """MetricFlow against the marts of the demo."""
    copy = Warehouse(demo).published_database
    return subprocess.run(
        [ENVIRONMENT / "bin/python", "-m", "tests.semantic_parity", manifest, copy],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
    )


@needs_metricflow
def test_every_metric_equals_its_mart(manifest: Path, demo: Path) -> None:
    """By month, and by month and two dimensions, to the last digit."""
    run = parity(manifest, demo)
    assert run.returncode == 0, run.stdout + run.stderr
    metrics = sum(len(layer.metrics) for layer in layers())
    assert f"\n{metrics} metrics, " in run.stdout


@needs_metricflow
def test_a_wrong_measure_is_seen(manifest: Path, demo: Path, tmp_path: Path) -> None:
    """With the orders that were cancelled, every metric made of orders differs, and no other."""
    spoilt = json.loads(manifest.read_text(encoding="utf-8"))
    [measure] = [
        measure
        for model in spoilt["semantic_models"] for measure in model["measures"]
        if measure["name"] == "orders"
    ]
    measure["expr"] = "1"
    path = tmp_path / "semantic_manifest.json"
    path.write_text(json.dumps(spoilt), encoding="utf-8")
    run = parity(path, demo)
    assert run.returncode == 1
    wrong = {line.split(" by ")[0] for line in run.stdout.splitlines() if " differ, " in line}
    assert wrong == {"orders", "average_order_value"}


@needs_metricflow
def test_the_configs_are_valid(manifest: Path, tmp_path: Path) -> None:
    """`mf validate-configs`, but for the questions to the database, which parity asks."""
    project = tmp_path / "project"
    project.mkdir()
    for entry in PROJECT_ROOT.iterdir():
        if entry.name not in ("target", "logs"):
            (project / entry.name).symlink_to(entry)
    (project / "target").mkdir()
    (project / "target" / "semantic_manifest.json").write_bytes(manifest.read_bytes())
    run = subprocess.run(
        [ENVIRONMENT / "bin/mf", "validate-configs", "--skip-dw", "--show-all"],
        cwd=project,
        env={**os.environ, "WAREHOUSE": str(tmp_path), "SEMANTIC_LAYER": FOLDER.name},
        capture_output=True, text=True, check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "ERRORS: 0" in run.stdout, run.stdout

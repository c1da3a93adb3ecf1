"""dbt's unit tests. They prove the formulas on examples of their own: a build need not run them."""

import shutil
from pathlib import Path

from dbt.contracts.graph.manifest import Manifest

from scripts.warehouse import run_dbt


def test_every_unit_test_passes(
    demo: Path, tmp_path: Path, manifest_for_demo: Manifest
) -> None:
    shutil.copytree(demo, tmp_path / "warehouse", ignore=shutil.ignore_patterns("logs", "target"))
    options = ["--no-write-json", "--log-level-file", "none"]
    arguments = [*options, "test", "--select", "test_type:unit"]
    run = run_dbt(arguments, tmp_path / "warehouse", manifest=manifest_for_demo)
    assert run.success, run.failures()
    ran = {result.node.name for result in run.node_results}
    assert len(ran) > 180

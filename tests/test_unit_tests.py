"""dbt's unit tests. They prove the formulas on examples of their own: a build need not run them."""

import shutil
from pathlib import Path

from scripts.warehouse import run_dbt


def test_every_unit_test_passes(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, tmp_path / "warehouse", ignore=shutil.ignore_patterns("logs"))
    run = run_dbt(["test", "--select", "test_type:unit"], tmp_path / "warehouse", silent=True)
    assert run.success, run.failures()
    ran = {result.node.name for result in run.node_results}
    assert len(ran) > 180

"""The bench measures what agrees: every part, with a small company, and its report."""

from pathlib import Path

import duckdb
import pytest

from scripts.bench.__main__ import HEAD, TITLES, main, write_part
from scripts.bench.measure import difference

SMALL = {
    "identity": ["--identifiers", "13000"],
    "customers": ["--events", "50000", "--customers", "2000"],
    "web": ["--web-events", "50000", "--large", "50000"],
}


@pytest.mark.slow
@pytest.mark.parametrize("part", TITLES)
def test_the_models_and_the_sql_by_hand_agree(part: str, tmp_path: Path) -> None:
    """Every part compares its two sides itself, and ends with an error if they differ."""
    report = tmp_path / "bench.md"
    place = ["--place", str(tmp_path / "bench"), "--report", str(report)]
    main(["--only", part, "--rounds", "1", *SMALL[part], *place])
    assert f"## {TITLES[part]}\n" in report.read_text(encoding="utf-8")


def test_a_difference_is_counted_whichever_side_has_the_row() -> None:
    with duckdb.connect() as connection:
        one, two = "select 1 as n", "select unnest([1, 2]) as n"
        assert difference(connection, one, one) == 0
        assert difference(connection, one, two) == 1
        assert difference(connection, two, one) == 1
        assert difference(connection, one, "select unnest([1, 1]) as n") == 1


def test_a_part_of_the_report_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    report = tmp_path / "bench.md"
    write_part(report, "web", ["web of yesterday"])
    write_part(report, "identity", ["persons", "", "### A heading", "", "of today"])
    write_part(report, "web", ["web of today"])
    assert report.read_text(encoding="utf-8") == (
        f"{HEAD}\n\n## {TITLES['identity']}\n\npersons\n\n### A heading\n\nof today\n"
        f"\n## {TITLES['web']}\n\nweb of today\n"
    )


def test_the_report_in_the_documents_has_the_head_of_today() -> None:
    text = (Path(__file__).parent.parent / "docs" / "bench.md").read_text(encoding="utf-8")
    assert text.startswith(HEAD + "\n")

"""scripts.check: a step that fails is shown, told at the end, and fails the whole."""

import sys
from pathlib import Path

import pytest

from scripts import check

SAYS_AND_FAILS = [
    sys.executable, "-c", "import os; print(os.environ['PLACE']); raise SystemExit(3)"
]


def test_a_failed_step_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = check.run_step("lint", SAYS_AND_FAILS, {"PLACE": "line 7 is too long"}, tmp_path)
    assert not outcome.has_passed
    assert "line 7 is too long" in capsys.readouterr().out


def test_a_passed_step_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = check.run_step("parse", [sys.executable, "-c", "print(1)"], {}, tmp_path)
    assert outcome.has_passed
    assert 0 < outcome.processor_seconds < outcome.wall_seconds + 1
    assert capsys.readouterr().out.splitlines() == [check.line(outcome)]


@pytest.mark.parametrize("failing", ["demo", "parse", "lint", "oracle"])
def test_one_failed_step_fails_the_check(
    failing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = []

    def run_step(name: str, *_: object) -> check.Outcome:
        ran.append(name)
        return check.Outcome(name, name != failing, 1, 1)

    monkeypatch.setattr(check, "run_step", run_step)
    assert check.main([]) == 1
    assert f"Failed: {failing}." in capsys.readouterr().err
    tests = {*check.TEST_PARTS, check.OTHER_TESTS}
    needed = {"demo", "parse"}
    assert set(ran) == needed | {"lint"} | (set() if failing in needed else tests)


def test_every_check_passes_when_every_step_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "run_step", lambda name, *_: check.Outcome(name, True, 1, 1))
    assert check.main([]) == 0

"""Options of the command line reach the record, and the output has the right numbers."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import typer
from builders.command_line import run, signed
from builders.exchange_builders import a_line, filled
from builders.record_builders import CLERK, PASSPHRASE, PIN, a_record, opened

from gridcounter.bootstrap import open_assessor
from gridcounter.cli.summary import differing
from gridcounter.core.record.journal import COMMAND_LINE
from gridcounter.core.wording import payer_words
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role

JUNE = ("--from", "2026-06-01", "--to", "2026-06-30")


@pytest.fixture
def given(tmp_path: Path) -> tuple[str, ...]:
    """A record with two clerks."""
    with a_record(tmp_path / "record") as record:
        Clerks(record).add(CLERK, "李经办", Role.CLERK, "1379")
    (tmp_path / "secret").write_text(PASSPHRASE, "utf-8")
    return "--data", str(tmp_path / "record"), "--passphrase-file", str(tmp_path / "secret")


@pytest.mark.parametrize("named", [False, True])
def test_what_is_imported_is_by_the_clerk_who_gave_the_pin_else_by_the_command_line(
    given: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str], *, named: bool
) -> None:
    who = signed(tmp_path, "李经办", "1379") if named else ()
    assert run(capsys, "record", "import", filled(tmp_path / "in.xlsx", a_line()), *who, *given).code == 0
    with opened(tmp_path / "record") as record:
        assert record.applications.recent(1)[0].opened_by == (Clerks(record).all()[1].id if named else COMMAND_LINE)


def test_an_import_says_how_many_lines_came_in_under_which_numbers_and_how_many_did_not(
    given: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twice_wrong = a_line(case__business="移表", premises__address=None)
    one = run(capsys, "record", "import", filled(tmp_path / "1.xlsx", a_line()), *given).out.splitlines()
    rest = filled(tmp_path / "2.xlsx", a_line(applicant__name="乙"), a_line(applicant__name="丙"), twice_wrong)
    two = run(capsys, "record", "import", rest, "--skip-bad-rows", *given).out.splitlines()
    with opened(tmp_path / "record") as record:
        first, second, third = (n for (n,) in record.db.execute("SELECT number FROM application ORDER BY number"))
    assert one[-1] == f"已导入 1 件，编号 {first}"
    assert two[-1] == f"已导入 2 件，编号 {second} 至 {third}，1 行有问题，没有导入"


def test_figures_say_on_which_day_they_were_counted(
    given: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(capsys, "report", *JUNE, *given, *signed(tmp_path), "--json").said
    assert result["as_of"] in {f"{day.year}年{day.month}月{day.day}日" for day in (datetime.now().astimezone(),)}


def test_every_new_secret_is_asked_for_twice_and_a_known_one_once(
    given: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: dict[str, bool] = {}

    def prompt(text: str, *, hide_input: bool = False, confirmation_prompt: object = False, **_: object) -> str:
        assert hide_input
        asked[text] = bool(confirmation_prompt)
        return PIN if "操作码" in text else PASSPHRASE

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(typer, "prompt", prompt)
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: False)
    new = ("--place", "jining", "--code", "jn9", "--office", "样例大厅", "--clerk", "样值班")
    made = run(capsys, "record", "create", *new, "--data", tmp_path / "new")
    run(capsys, "record", "rekey", *given[:2], "--clerk", "王小明")
    assert made.code == 0
    assert asked == {
        "受理员的操作码（6 至 8 位数字）": True,
        "台账的口令（至少 8 个字符）": True,
        "新口令（至少 8 个字符）": True,
        "台账的口令": False,
        "王小明的操作码": False,
    }
    with opened(tmp_path / "new") as record:
        office = record.applications.office()
        assert (office["place"], office["code"], office["office"]["name"]) == ("jining", "JN9", "样例大厅")
        assert [clerk.name for clerk in Clerks(record).active()] == ["样值班"]


def test_a_place_is_compared_by_its_working_days_and_by_who_pays_for_the_connection() -> None:
    assessor = open_assessor()
    decision = assessor.assess(assessor.read_case('{"locality": "jining", "on": "2026-09-21"}'))
    limit, cost = decision.limits[0], decision.costs[0]
    limits = (replace(limit, label="甲", wd=3, days=None), replace(limit, label="乙", wd=None, days=30))
    costs = tuple(replace(cost, part=part, connection=part == "外线") for part in ("外线", "内线"))
    _, ((place, _, times, _, paid),) = differing([("济宁", replace(decision, limits=limits, costs=costs))])
    assert (place, times) == ("济宁", "甲 3 个工作日")
    assert paid == f"外线：{payer_words(cost.text)}"

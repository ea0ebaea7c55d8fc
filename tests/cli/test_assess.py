"""gridcounter assess and compare: the contract's keys for programs, a readable answer for people."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from builders.command_line import a_file, on_standard_input, run
from builders.paper_builders import PLACES, an_application, paperwork

KEYS = {
    "policy": "id number issued_on kind version",
    "customer_class": "id label needs basis",
    "approval": "track may alternatives actor wd matters conditions needs branches filing basis",
    "steps": "id label actor wd counts_from due_on provisional needs basis",
    "limits": "id label wd days counts_from due_on provisional needs basis",
    "documents": "id label stage state actor accepts basis",
    "costs": "id payer label needs basis",
    "services": "id label basis",
    "rights": "id label basis",
    "notes": "id kind audience text basis",
    "questions": "key label kind unit choices value basis",
}
CONDITION = "key operator limit value met gap label"
FILING = "form title pushed_by channel post_required may_start consequences"


@pytest.mark.parametrize("place", PLACES)
def test_the_assessment_has_every_key_of_the_contract(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "assess", a_file(tmp_path, an_application(place)["case"]), "--json")

    assert ran.code == 0
    assert ran.err == ""
    assert set(ran.said) == {*KEYS, "hotlines", "business"}
    for section, keys in KEYS.items():
        text = ran.said[section]
        for part in text if isinstance(text, list) else [text]:
            assert set(keys.split()) <= set(part), section
    for condition in ran.said["approval"]["conditions"]:
        assert set(CONDITION.split()) <= set(condition)
    if ran.said["approval"]["filing"]:
        assert set(FILING.split()) <= set(ran.said["approval"]["filing"])
    assert ran.said["hotlines"] == ["95598", "12398"]


TRIED = Path(__file__).parents[1] / "packs" / "places" / "yichuan"
IN_YICHUAN = {
    "locality": "yichuan",
    "on": "2026-09-21",
    "supply": {"voltage_kv": 10},
    "works": {"owner": "applicant", "length_m": 180, "occupies": ["green"], "green_area_m2": 12},
}


def test_a_pack_can_be_looked_at_before_anybody_adopts_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "assess", a_file(tmp_path, IN_YICHUAN), "--pack", str(TRIED), "--json")

    assert ran.code == 0
    assert ran.said["approval"]["regime"] == "promise"


def test_a_pack_that_is_looked_at_is_compared_with_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "compare", a_file(tmp_path, IN_YICHUAN), "--pack", str(TRIED), "--json")

    assert [one["policy"]["id"] for one in ran.said] == sorted([*PLACES, "yichuan"])


def test_a_pack_that_is_looked_at_is_checked_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(TRIED, tmp_path / "yichuan"))
    pack = folder / "pack.toml"
    pack.write_text(pack.read_text("utf-8").replace('regime = "promise"', 'regime = "promis"'), "utf-8")

    ran = run(capsys, "assess", a_file(tmp_path, IN_YICHUAN), "--pack", str(folder))

    assert ran.code == 2
    assert (
        "yichuan/pack.toml［approval.promise］regime：填写的是 “promis”；应为以下之一：exempt、promise、record"
        in ran.err
    )


@pytest.mark.parametrize("command", ["assess", "compare"])
def test_an_answer_of_a_pack_that_is_looked_at_says_so_for_people(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")

    own = run(capsys, command, a_file(tmp_path, an_application("jining")["case"]))
    tried = run(capsys, command, a_file(tmp_path, IN_YICHUAN), "--pack", str(TRIED))

    assert "政策包" not in own.out
    assert tried.out.count("试用：政策包尚未启用") == 1
    assert tried.out.count("不随程序附带") == 1


@pytest.mark.parametrize("markup", ["[/b]", "[bold red]", "[link=https://example.invalid]", ":warning:"])
def test_the_words_of_a_pack_are_no_commands_of_the_table(
    markup: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`[/b]` ended the command as a fault of the program; the others were left out, or drawn as what they command."""
    monkeypatch.setenv("COLUMNS", "400")
    folder = Path(shutil.copytree(TRIED, tmp_path / "yichuan"))
    pack = folder / "pack.toml"
    pack.write_text(pack.read_text("utf-8").replace('place = "洛阳市伊川县"', f'place = "伊川{markup}"'), "utf-8")

    ran = run(capsys, "compare", a_file(tmp_path, IN_YICHUAN), "--pack", str(folder))

    assert ran.code == 0, ran.err
    assert f"伊川{markup}" in ran.out


def test_an_answer_to_a_question_that_the_place_does_not_ask_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = {"locality": "jining", "on": "2026-09-21", "local": {"water": True}}

    ran = run(capsys, "assess", a_file(tmp_path, raw))

    assert (ran.code, ran.err.strip()) == (2, "local.water：填写的是 不认识的键；应为不填写：本地文件没有自己的问题")


@pytest.mark.parametrize("place", PLACES)
def test_the_summary_is_readable_chinese(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "assess", a_file(tmp_path, an_application(place)["case"]))

    assert ran.code == 0
    for word in ("用户类别", "环节与时限", "资料", "外线工程", "费用", "热线　95598、12398"):
        assert word in ran.out
    for word in ("None", "needs", "works.", "applicant", "grid_company"):
        assert word not in ran.out


def test_the_summary_names_what_would_decide_an_open_point(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "assess", a_file(tmp_path, {"locality": "liangzihu", "on": "2026-09-28", "works": {}}))

    assert "待定，取决于" in ran.out
    assert "如 " in ran.out


def test_contradictions_of_a_policy_are_shown_to_the_clerk_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "assess", a_file(tmp_path, an_application("jining")["case"]))

    for line in ran.out.splitlines():
        if "〔文件内部不一致〕" in line:
            assert "（仅供受理员）" in line


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    on_standard_input(monkeypatch, json.dumps(an_application("linyi")["case"]).encode())

    ran = run(capsys, "assess", "-", "--json")

    assert ran.code == 0
    assert ran.said["policy"]["id"] == "linyi"


def test_comparing_lists_every_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = a_file(tmp_path, an_application("jining")["case"])

    assert [text["policy"]["id"] for text in run(capsys, "compare", path, "--json").said] == sorted(PLACES)


def test_comparing_draws_one_row_a_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    ran = run(capsys, "compare", a_file(tmp_path, an_application("jining")["case"]))

    assert ran.code == 0
    for editions in paperwork().assessor.packs.editions.values():
        assert editions[-1].header.place in ran.out


def test_all_problems_come_at_once_one_on_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = {"locality": "atlantis", "supply": {"voltage_kv": "10"}, "business": "temporary", "colour": "red"}

    ran = run(capsys, "assess", a_file(tmp_path, case))

    assert ran.code == 2
    assert ran.out == ""
    assert {line.split("：")[0] for line in ran.complaints} == {"locality", "on", "supply.voltage_kv", "colour"}
    assert len(ran.complaints) == 4


def test_the_installed_command_answers_like_the_function(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = a_file(tmp_path, an_application("zaozhuang")["case"])
    command = Path(sys.executable).with_name("gridcounter")

    ended = subprocess.run([command, "assess", path, "--json"], capture_output=True, check=True)

    assert json.loads(ended.stdout) == run(capsys, "assess", path, "--json").said


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = a_file(tmp_path, an_application("zaozhuang")["case"])
    command = "import sys; from gridcounter.cli.main import run; sys.argv[0] = 'gridcounter'; run()"

    with subprocess.Popen(
        [sys.executable, "-c", command, "assess", path, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        complaints = started.stderr.read()

    assert started.returncode == 0
    assert complaints == b""

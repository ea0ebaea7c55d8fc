"""For any input: an exit code of the contract, Chinese sentences, never a traceback."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from builders.command_line import a_file, run
from builders.extent import examples
from builders.paper_builders import PLACES, an_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platformdirs.unix import Unix

from gridcounter.cli import assess
from gridcounter.cli.main import main

CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUIET = settings(
    derandomize=True,
    max_examples=examples(80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSONS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--colour",), "没有这个选项：--colour"),
        (("assess", "x.json", "--colour"), "没有这个选项：--colour"),
        (("asess", "x.json"), "没有这个命令或参数：asess（是不是 assess？）"),
        (("packs", "lst"), "没有这个命令或参数：lst（是不是 list？）"),
        (("assess",), "缺少 案件.json"),
        (("papers", "x.json"), "缺少 --out 文件夹"),
        (("papers", "x.json", "--out"), "--out 后面没有写值"),
        (("assess", "--json=yes", "x.json"), "--json 后面不用写值"),
        (("assess", "x.json", "y.json"), "没有这个命令或参数：y.json"),
        (("packs", "check"), "缺少 文件夹或工作簿"),
        (("packs", "show"), "缺少 编号"),
    ],
)
def test_a_mistyped_command_line_is_reported_in_one_chinese_sentence(
    arguments: tuple[str, ...], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, *arguments)

    assert ran.code == 2
    assert ran.out == ""
    assert ran.complaints == [f"{text}。用法见 gridcounter --help"]


@pytest.mark.parametrize("arguments", [("--help",), ("assess", "--help"), ("packs", "--help"), ("blank", "--help")])
def test_help_is_chinese_and_no_mistake(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, *arguments)

    assert ran.code == 0
    assert CHINESE.search(ran.out)


@pytest.mark.parametrize("arguments", [(), ("packs",)])
def test_nothing_typed_shows_the_commands(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, *arguments)

    assert ran.code == 2
    assert CHINESE.search(ran.out + ran.err)


@pytest.mark.parametrize("command", [("assess",), ("compare",), ("papers", "--out", "never-made")])
def test_an_input_that_cannot_be_read_is_wrong_input(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "not.json").write_bytes("案件".encode("gb18030"))

    for path in (tmp_path / "nowhere.json", tmp_path, tmp_path / "not.json", tmp_path / ("x" * 300)):
        ran = run(capsys, *command, path)
        assert ran.code == 2
        assert len(ran.complaints) == 1
        assert CHINESE.search(ran.err)


def test_a_case_that_is_no_application_says_which_keys_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "papers", a_file(tmp_path, an_application("jining")["case"]), "--out", tmp_path / "out")

    assert ran.code == 2
    assert any("locality" in line and "不认识的键" in line for line in ran.complaints)


def test_a_control_character_of_the_input_never_reaches_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = {"locality": "\x1b[2J\x07\u202e", "on": "2026-09-28\n\n", "\x1b]0;x\n\x07": 1}

    ran = run(capsys, "assess", a_file(tmp_path, case))

    assert ran.code == 2
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", ran.err)
    assert len(ran.complaints) == 3


@given(content=st.binary(max_size=80) | JSONS.map(lambda value: json.dumps(value).encode()))
@QUIET
def test_no_bytes_end_in_a_traceback(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(content)

    for command in (["assess", str(path)], ["papers", str(path), "--out", str(tmp_path / "out")]):
        capsys.readouterr()
        assert main(command) == 2
        result = capsys.readouterr()
        assert "Traceback" not in result.err
        assert CHINESE.search(result.err)


def paths_in(raw: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    items: list[tuple[str | int, object]] = []
    if isinstance(raw, dict):
        items = list(raw.items())
    elif isinstance(raw, list):
        items = list(enumerate(raw))
    for name, value in items:
        found += paths_in(value, (*path, name))
    return found


@given(data=st.data(), place=st.sampled_from(PLACES))
@QUIET
def test_no_mutated_application_ends_in_a_traceback(
    data: st.DataObject, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw: Any = copy.deepcopy(an_application(place))
    for path in data.draw(st.lists(st.sampled_from(paths_in(raw)), min_size=1, max_size=3)):
        part = raw
        try:
            for name in path[:-1]:
                part = part[name]
            part[path[-1]] = data.draw(JSONS)
        except (KeyError, TypeError, IndexError):
            continue  # an earlier change took the place away
    paper = ["--paper", "one_time_notice", "--format", "docx"]

    for command in (["assess", str(a_file(tmp_path, raw.get("case"), "case.json"))],
                    ["papers", str(a_file(tmp_path, raw)), "--out", str(tmp_path / "out"), *paper]):  # fmt: skip
        capsys.readouterr()
        code = main(command)
        result = capsys.readouterr()
        assert code in {0, 2}, result.err
        assert "Traceback" not in result.err
        assert (code == 2) == bool(result.err)


def test_a_bug_of_ours_is_one_sentence_and_its_log_holds_no_personal_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(**_: object) -> None:
        raise RuntimeError("样例面馆 371302198505050039")

    monkeypatch.setattr(assess, "open_assessor", failing)
    monkeypatch.setattr("gridcounter.cli.console.user_log_path", lambda *_, **__: tmp_path)

    ran = run(capsys, "assess", "x.json")

    assert ran.code == 3
    assert len(ran.complaints) == 1
    assert "RuntimeError" in ran.err
    assert "样例面馆" not in ran.err
    log = (tmp_path / "gridcounter.log").read_text("utf-8")
    assert str(tmp_path / "gridcounter.log") in ran.err
    assert "RuntimeError" in log
    assert "test_mistakes.py" in log
    assert "样例面馆" not in log
    assert "371302198505050039" not in log


def test_a_bug_of_ours_is_logged_where_nothing_was_ever_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(**_: object) -> None:
        raise ValueError("x")

    monkeypatch.setattr(assess, "open_assessor", failing)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "new"))
    monkeypatch.setattr("gridcounter.cli.console.user_log_path", lambda name, **how: Unix(name, **how).user_log_path)

    ran = run(capsys, "assess", "x.json")

    (log,) = tmp_path.glob("new/**/gridcounter.log")
    assert f"（日志：{log}）" in ran.err
    assert "ValueError" in log.read_text("utf-8")


def test_a_log_that_cannot_be_written_does_not_hide_the_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(**_: object) -> None:
        raise ValueError("x")

    monkeypatch.setattr(assess, "open_assessor", failing)
    monkeypatch.setattr("gridcounter.cli.console.user_log_path", lambda *_, **__: tmp_path / "nowhere")

    ran = run(capsys, "assess", "x.json")

    assert ran.code == 3
    assert "写不进日志文件" in ran.err


@pytest.mark.parametrize("signal", [KeyboardInterrupt, EOFError])
def test_an_interrupted_command_ends_without_a_traceback(
    signal: type[BaseException], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(**_: object) -> None:
        raise signal

    monkeypatch.setattr(assess, "open_assessor", interrupted)

    assert run(capsys, "assess", "x.json").code not in {0, 2}


def test_a_program_without_standard_input_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)

    ran = run(capsys, "assess", "-")

    assert ran.code == 2
    assert "没有标准输入" in ran.err


def test_signs_that_steer_a_terminal_or_are_not_seen_are_shown_as_one_that_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "papers", "x.json", "--out", tmp_path, "--format", "a\x1b[2J\u202eb\u200b")
    assert ran.code == 2
    assert "a�[2j�b�" in ran.err
    assert not any(char in ran.err for char in "\x1b\u202e\u200b")

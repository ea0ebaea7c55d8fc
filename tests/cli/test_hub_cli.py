"""The commands of whoever runs the hub: what they write, say and refuse."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from builders.command_line import run
from builders.hub_server import HOST, HubServer, MadeHub

from gridcounter.services.desks.hub_admin import read_access
from gridcounter.store.hub.client import Hub


@pytest.fixture
def made(hub_server: HubServer, tmp_path: Path) -> MadeHub:
    """A database that is no hub yet, and the files that the commands read."""
    made = MadeHub(hub_server, hub_server.database())
    (tmp_path / "dsn").write_text(made.dsn + "\n", "utf-8")
    (tmp_path / "ca.pem").write_text(hub_server.authority.pem, "ascii")
    return made


def reached(made: MadeHub, folder: Path, out: str) -> tuple[str | Path, ...]:
    """The options that each of the three `add` has."""
    where = ("--host", HOST, "--port", str(made.server.port), "--ca", folder / "ca.pem")
    return *where, "--out", folder / out, "--dsn-file", folder / "dsn"


def test_from_an_empty_database_to_an_office_that_exchanges(
    made: MadeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "中心库已建好" in run(capsys, "hub", "init", "--dsn-file", tmp_path / "dsn").out
    assert "什么也没有改" in run(capsys, "hub", "init", "--dsn", made.dsn).out
    first = run(capsys, "hub", "office", "add", "hall01", *reached(made, tmp_path, "1.gch"))
    second = run(capsys, "hub", "desk", "add", "hall01", *reached(made, tmp_path, "2.gch"), "--json").said
    assert run(capsys, "hub", "city", "add", *reached(made, tmp_path, "city.gch")).code == 0
    assert str(tmp_path / "1.gch") in first.out
    assert second["login"] == read_access(tmp_path / "2.gch").login
    for name in ("1.gch", "2.gch", "city.gch"):
        access = read_access(tmp_path / name)
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        assert access.password not in first.out + first.err + json.dumps(second)
        with Hub(access) as hub:
            hub.hello()
        seen = run(capsys, "hub", "check", "--access", tmp_path / name)
        assert (seen.code, "✗" in seen.out) == (0, False)


def test_a_check_that_finds_something_ends_with_the_code_of_a_refusal(
    made: MadeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "hub", "init", "--dsn", made.dsn)
    assert run(capsys, "hub", "check", "--dsn", made.dsn).code == 0
    made.said("GRANT SELECT ON gridcounter_hub.blob TO PUBLIC")
    found = run(capsys, "hub", "check", "--dsn-file", tmp_path / "dsn")
    assert (found.code, "✗ 表给了别人权限：blob" in found.out) == (1, True)
    told = run(capsys, "hub", "check", "--dsn", made.dsn, "--json")
    assert [one["text"] for one in told.said if one["good"] is False] == ["表给了别人权限：blob"]


def test_libpqs_own_variables_say_where_the_server_is(
    made: MadeHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (part.split("=") for part in made.dsn.split()):
        monkeypatch.setenv({"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE"}[name], value)
    assert "中心库已建好" in run(capsys, "hub", "init").out


def test_a_file_that_is_there_is_not_written_over_and_nobody_let_in(
    made: MadeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "hub", "init", "--dsn", made.dsn)
    (tmp_path / "1.gch").write_text("the only copy")
    result = run(capsys, "hub", "office", "add", "hall01", *reached(made, tmp_path, "1.gch"))
    assert (result.code, "没有覆盖" in result.err) == (1, True)
    assert (tmp_path / "1.gch").read_text() == "the only copy"
    assert made.said("SELECT count(*) FROM gridcounter_hub.office") == [(0,)]


def test_a_file_that_cannot_be_written_lets_nobody_in(
    made: MadeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "hub", "init", "--dsn", made.dsn)
    (tmp_path / "no folder").touch()
    result = run(capsys, "hub", "office", "add", "hall01", *reached(made, tmp_path, "no folder/1.gch"))
    assert (result.code, "写不进去" in result.err) == (3, True)
    assert made.said("SELECT count(*) FROM gridcounter_hub.office") == [(0,)]


#: What is typed after `hub`, the exit code and a word of what is said; `@` stands for the options that are right.
MISTAKES = {
    "office add Hall01 @": (2, "“Hall01”"),
    "office add hall01 @ --host a,b": (2, "--host"),
    "office add hall01 @ --ca $/dsn": (2, "--ca"),
    "office add hall01 @ --ca $/nowhere": (2, "找不到这个文件"),
    "office add hall01 @ --out $/record.db": (2, ".gch"),
    "office add hall01 @ --port 0": (2, "--port"),
    "office add hall01 @ --dsn x": (2, "只能写一个"),
    "desk add hall01 @": (1, "没有单位 hall01"),
    "check --access $/dsn": (2, "不是本程序写出的中心库登录资料"),
    "check --access $/nowhere": (2, "找不到这个文件"),
    "check --dsn-file $/nowhere": (2, "找不到这个文件"),
    "check --dsn host=/nowhere": (3, "连不上 PostgreSQL"),
    "check --dsn port=": (3, "连不上 PostgreSQL"),
    "init --dsn nonsense": (2, "连接参数写法不对"),
}


@pytest.mark.parametrize("typed", MISTAKES)
def test_what_is_wrong_is_said_in_one_sentence(
    made: MadeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", os.devnull)
    run(capsys, "hub", "init", "--dsn", made.dsn)
    words = list[str | Path]()
    for word in typed.split():
        words += reached(made, tmp_path, "1.gch") if word == "@" else [word.replace("$", str(tmp_path))]
    result = run(capsys, "hub", *words)
    code, said = MISTAKES[typed]
    assert (result.code, said in result.err, len(result.err.splitlines())) == (code, True, 1)
    assert made.said("SELECT count(*) FROM gridcounter_hub.office") == [(0,)]


@pytest.mark.parametrize("command", [("office", "add", "hall01"), ("desk", "add", "hall01"), ("city", "add")])
def test_before_the_hub_is_prepared_nobody_is_let_in(
    made: MadeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    result = run(capsys, "hub", *command, *reached(made, tmp_path, "1.gch"))
    assert (result.code, "gridcounter hub init" in result.err) == (1, True)
    assert not (tmp_path / "1.gch").exists()

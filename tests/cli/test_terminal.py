"""Nothing that a name or a file holds commands the terminal, and nothing that never ends is read."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from builders.command_line import run
from builders.exchange_builders import a_line, filled
from builders.record_builders import CLERK, DAY, PASSPHRASE, a_record
from openpyxl import load_workbook

from gridcounter.cli import console
from gridcounter.cli.console import say, say_json
from gridcounter.services.applications.intake import Intake

COMMANDING = ("\x1b[2J", "\x9b31m", "\u202egnp.exe", "\u2066", "\x07", "\x7f", "\r", "\u2028", "\ud800")


@pytest.mark.parametrize("text", COMMANDING)
def test_what_would_command_the_terminal_is_marked(capsys: pytest.CaptureFixture[str], text: str) -> None:
    say(f"样例{text}店\n下一行\t𠮷\ue000")
    assert capsys.readouterr().out == f"样例{'�' + text[1:]}店\n下一行\t𠮷\ue000\n"


@pytest.mark.parametrize("text", COMMANDING[:-1])
def test_json_says_the_same_value_without_commanding(capsys: pytest.CaptureFixture[str], text: str) -> None:
    say_json({"name": text})
    out = capsys.readouterr().out
    assert not set(text) & set("\x1b\x9b\u202e\u2066\x07\x7f\r\u2028") & set(out)
    assert json.loads(out) == {"name": text}


def test_every_command_speaks_through_say() -> None:
    """`typer.echo` and `print` send what they are given; `assess` draws a table, and cleans its cells."""
    sending = re.compile(r"typer\.echo\(|\bprint\(")
    folder = Path(console.__file__).parent
    assert {path.name for path in folder.glob("*.py") if sending.search(path.read_text("utf-8"))} == {
        "console.py",
        "assess.py",
    }


def test_the_names_in_a_workbook_do_not_reach_the_terminal_raw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_record(tmp_path / "record") as record:
        Intake(record, CLERK).open(DAY, {})
    (tmp_path / "secret").write_text(PASSPHRASE, "utf-8")
    path = filled(tmp_path / "list.xlsx", a_line())
    book = load_workbook(path)
    book.worksheets[0].title = "申请\u202e\u009b31m"
    book.worksheets[0].cell(1, book.worksheets[0].max_column + 1, "备注\u202e\u009b31m")
    book.save(path)
    given = ("--data", tmp_path / "record", "--passphrase-file", tmp_path / "secret")
    ran = run(capsys, "record", "import", path, *given)
    assert "备注" in ran.out + ran.err
    assert not set("\u202e\u009b") & set(ran.out + ran.err)


if sys.platform != "win32":  # it has neither modes nor pipes by name

    def test_a_secret_that_others_can_read_is_taken_and_told(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with a_record(tmp_path / "record"):
            pass
        secret = tmp_path / "secret"
        secret.write_text(PASSPHRASE, "utf-8")
        given = ("record", "verify", "--data", tmp_path / "record", "--passphrase-file", secret)
        assert run(capsys, *given).err == ""
        secret.chmod(0o644)
        ran = run(capsys, *given)
        assert ran.code == 0
        assert ran.err.startswith("注意：本机别的用户也能看这个文件")
        assert "chmod 600" in ran.err

    @pytest.mark.parametrize(
        "command",
        [
            ("assess", "{pipe}"),
            ("papers", "{pipe}", "--out", "{out}"),
            ("packs", "check", "{pipe}"),
            ("packs", "diff", "jining", "{pipe}"),
            ("calendar", "add", "{pipe}"),
            ("filing", "verify", "{pipe}"),
            ("record", "bundle", "verify", "{pipe}"),
            ("record", "import", "{pipe}", "--data", "{record}", "--passphrase-file", "{secret}"),
            ("record", "paper", "--file", "{pipe}", "--data", "{record}", "--passphrase-file", "{secret}"),
        ],
        ids=lambda command: "-".join(command[:3]).replace("{pipe}", "pipe"),
    )
    def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, command: tuple[str, ...]) -> None:
        """In a process of its own: one that waits for the pipe is ended."""
        with a_record(tmp_path / "record"):
            pass
        (tmp_path / "secret").write_text(PASSPHRASE, "utf-8")
        os.mkfifo(tmp_path / "pipe")
        names = {name: tmp_path / name for name in ("pipe", "record", "secret", "out")}
        program = [sys.executable, "-c", "from gridcounter.cli.main import run; run()"]
        arguments = [part.format(**names) for part in command]
        done = subprocess.run([*program, *arguments], capture_output=True, text=True, check=False, timeout=120)
        assert "这不是磁盘上的文件（是管道或设备）" in done.stderr
        assert done.returncode == 2

"""Shared parts of the commands: reading input, printing, and one sentence with an exit code for each failure.

0 done · 1 the rules or the record refuse · 2 wrong input · 3 a fault of ours or the machine's
"""

from __future__ import annotations

import json
import sys
import traceback
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_log_path

from gridcounter.errors import Fault, Refusal, WrongInput

REFUSED, WRONG_INPUT, FAULT = 1, 2, 3

JsonFlag = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取。")]


def read_input(path: str) -> bytes:
    """Reads a file, or standard input for `-`."""
    if path == "-":
        if sys.stdin is None:  # started without one, for example by a service or a window
            raise WrongInput(["-：没有标准输入；应为 JSON 文件，或把内容送到标准输入"])
        return sys.stdin.buffer.read()

    from gridcounter.services.files.regular_files import read_regular

    try:
        return read_regular(Path(path))
    except IsADirectoryError as wrong:
        raise WrongInput([f"{path}：这是一个文件夹；应为 JSON 文件，或用 - 表示标准输入"]) from wrong
    except OSError as wrong:
        why = "找不到" if isinstance(wrong, FileNotFoundError) else "打不开"
        raise WrongInput([f"{path}：{why}这个文件；应为可读的 JSON 文件，或用 - 表示标准输入"]) from wrong


def formats_in(text: str) -> list[str]:
    """The names between the commas, each once and in lower case."""
    return list(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))


def say(text: str, *, err: bool = False) -> None:
    """Prints text on standard output, or on that for errors, without what would command the terminal."""
    typer.echo(plainly(text), err=err)


def refuse_other_suffix(option: str, path: Path, suffix: str) -> None:
    """Raises WrongInput: a file of any name may be one of a record, which would be replaced."""
    from gridcounter.core.validation.models import Problem

    if path.suffix.lower() != suffix:
        raise WrongInput([Problem(option, f"“{path.name}”", f"以 {suffix} 结尾的文件名")])


def say_json(value: object) -> None:
    """Prints JSON on standard output, indented by two, Chinese unescaped; what commands a terminal is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    typer.echo("".join(f"\\u{ord(char):04x}" if _commands_terminal(char) else char for char in text))


class NotShown(Fault):
    """The act is done; what it shows this one time went nowhere. `instead` says how to get another one."""

    def __init__(self, instead: str) -> None:
        super().__init__(f"{instead}（恢复码没有显示出来：输出写不进去）")


@contextmanager
def shown_once(instead: str) -> Iterator[None]:
    """For a block that prints a secret: an output that takes nothing must not look like an act that failed.

    Raises NotShown.
    """
    if sys.stdout is None:
        raise NotShown(instead)
    try:
        yield
    except OSError as wrong:
        raise NotShown(instead) from wrong


def guarded(command: Callable[[], int | None]) -> int:
    """Runs a command; returns the exit code of the contract. Never shows a traceback for a user's mistake."""
    try:
        return command() or 0
    except WrongInput as wrong:
        for line in wrong.lines:
            say(line.replace("\n", "�"), err=True)
        return WRONG_INPUT
    except Fault as fault:
        say(f"{fault}（日志：{_log(fault)}）", err=True)
        return FAULT
    except Refusal as refusal:
        say(str(refusal), err=True)
        return REFUSED
    except Exception as bug:  # noqa: BLE001  the last resort: one sentence instead of a traceback
        say(f"程序出错（{type(bug).__name__}），请把日志交给维护人员（日志：{_log(bug)}）", err=True)
        return FAULT


def plainly(text: str) -> str:
    """A name or a file may hold what clears the screen, colours it, or turns the direction of writing."""
    return "".join("�" if _commands_terminal(char) else char for char in text)


def _commands_terminal(char: str) -> bool:
    """Characters without a meaning yet and those for private use stay: rare names are written with them."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in "\n\t"


def _log(error: BaseException) -> str:
    """Writes the location of the error, without its message, which may hold input; returns the log's path."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} {type(error).__name__}"]
    lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    try:
        folder = user_log_path("gridcounter", ensure_exists=True)
        path = folder / "gridcounter.log"
        if path.exists() and not path.is_file():  # a pipe would be waited for
            return "写不进日志文件"
        with path.open("a", encoding="utf-8") as target:
            target.write("\n".join(lines) + "\n")
    except OSError:
        return "写不进日志文件"
    return str(path)

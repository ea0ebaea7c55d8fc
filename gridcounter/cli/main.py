"""The command line: every command in one place, its error messages in Chinese, its exit codes as in the contract."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Sequence
from functools import cache, partial
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

from gridcounter import __version__
from gridcounter.cli.commands import SETTINGS, LazyGroup
from gridcounter.cli.console import REFUSED, WRONG_INPUT, guarded, say
from gridcounter.privacy import keep_private

app = typer.Typer(
    cls=LazyGroup,
    help="用电报装受理：逐条按当地政策答复，写出一次性告知书和备案表。",
    no_args_is_help=True,
    **SETTINGS,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        say(f"gridcounter {__version__}")
        raise typer.Exit


@app.callback()
def start(
    _: Annotated[bool, typer.Option("--version", help="显示版本。", callback=_say_version, is_eager=True)] = False,
) -> None:
    """Options before any command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Chinese Windows console is code page 936 and lacks many characters
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return guarded(lambda: _run(None if arguments is None else list(arguments)))


#: Cached: typer would read every signature again for each command line that one process runs.
_command = cache(partial(typer.main.get_command, app))


def _run(arguments: list[str] | None) -> int:
    try:
        code = _command()(arguments, prog_name="gridcounter", standalone_mode=False)
    except Abort:
        say("已中止。", err=True)
        return REFUSED
    except TyperException as wrong:
        say(_in_chinese(wrong), err=True)
        return WRONG_INPUT
    except SystemExit:  # the reader of our output is gone; typer ends the program only for that
        return 0
    return code if isinstance(code, int) else 0


def _in_chinese(wrong: TyperException) -> str:
    """The error of the command line, in the words of the commands."""
    option = getattr(wrong, "option_name", None)
    named = _option_of(getattr(wrong, "param", None)) or option
    message = wrong.format_message()
    match type(wrong).__name__:
        case "NoSuchOption":
            text = f"没有这个选项：{option}"
        case "MissingParameter":
            text = f"缺少 {named}"
        case "BadOptionUsage":
            text = f"{option} 后面没有写值" if "requires" in message else f"{option} 后面不用写值"
        case "BadParameter":
            text = f"{named} 的值不对，应为{_expected(wrong)}"
        case "NoArgsIsHelpError":
            return message
        case _:
            text = _unknown_command(message)
    return f"{text}。用法见 gridcounter --help"


def _option_of(parameter: object) -> str:
    """The flag with the name of its value, as the help shows them."""
    flag = next((name for name in getattr(parameter, "opts", ()) if name.startswith("-")), None)
    return " ".join(filter(None, (flag, getattr(parameter, "metavar", None))))


def _unknown_command(message: str) -> str:
    typed, *alike = re.findall(r"'([^']*)'", message) or re.findall(r"\(([^)]*)\)$", message) or [""]
    text = f"没有这个命令或参数：{typed}" if typed else "命令写法不对"
    return text + (f"（是不是 {'、'.join(alike)}？）" if alike else "")


def _expected(wrong: TyperException) -> str:
    """The expected numbers of an option, taken from the first complaint."""
    complaints: list[dict[str, Any]] = getattr(wrong.__cause__, "errors", list)()
    kind, context = (complaints[0]["type"], complaints[0].get("ctx", {})) if complaints else ("", {})
    if kind == "greater_than_equal":
        return f"不小于 {context['ge']} 的整数"
    if kind == "less_than_equal":
        return f"不大于 {context['le']} 的整数"
    return "整数" if kind.startswith("int") else "帮助中写明的值"


def run() -> None:
    """The entry point of the `gridcounter` script: ends the process with the exit code."""
    keep_private()
    sys.exit(main())

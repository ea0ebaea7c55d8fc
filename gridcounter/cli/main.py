"""The command line: every command in one place, its mistakes in Chinese, its exit codes as in the contract."""

from __future__ import annotations

import io
import re
import sys
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

from gridcounter import __version__
from gridcounter.cli import (
    assess,
    doctor,
    pack_impact,
    papers,
    record_backups,
    record_exchange,
    record_rekey,
    record_retention,
)
from gridcounter.cli.calendar import calendar
from gridcounter.cli.console import REFUSED, WRONG_INPUT, guarded
from gridcounter.cli.filing import filing
from gridcounter.cli.help import ChineseCommand, ChineseGroup
from gridcounter.cli.packs import packs
from gridcounter.cli.record import record
from gridcounter.cli.record_bundle import bundle
from gridcounter.cli.report import report

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    cls=ChineseGroup,
    help="用电报装受理：逐条按当地政策答复，写出一次性告知书和备案表。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gridcounter {__version__}")
        raise typer.Exit


@app.callback()
def start(
    _: Annotated[bool, typer.Option("--version", help="显示版本。", callback=_say_version, is_eager=True)] = False,
) -> None:
    """What stands before any command."""


app.command(cls=ChineseCommand)(assess.assess)
app.command(cls=ChineseCommand)(assess.compare)
app.command(cls=ChineseCommand)(papers.papers)
app.command(cls=ChineseCommand)(papers.demo)
app.command(cls=ChineseCommand)(papers.blank)
app.command(cls=ChineseCommand)(doctor.doctor)
record.command(cls=ChineseCommand)(record_backups.backup)
record.command(cls=ChineseCommand)(record_backups.backups)
record.command(cls=ChineseCommand)(record_backups.restore)
record.command(cls=ChineseCommand)(record_exchange.export)
record.command("import", cls=ChineseCommand)(record_exchange.bring)
record.command(cls=ChineseCommand)(record_retention.retention)
record.command(cls=ChineseCommand)(record_retention.purge)
record.command(cls=ChineseCommand)(record_retention.hold)
record.command(cls=ChineseCommand)(record_rekey.rekey)
record.command(cls=ChineseCommand)(record_rekey.affected)
app.command(cls=ChineseCommand)(report)
app.add_typer(calendar, name="calendar")
packs.command(cls=ChineseCommand)(pack_impact.impact)
app.add_typer(packs, name="packs")
record.add_typer(bundle, name="bundle")
app.add_typer(record, name="record")
app.add_typer(filing, name="filing")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Chinese Windows console is code page 936 and lacks many characters
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return guarded(lambda: _run(None if arguments is None else list(arguments)))


#: Typer reads every signature anew for each command line that one process runs.
_command = cache(partial(typer.main.get_command, app))


def _run(arguments: list[str] | None) -> int:
    try:
        code = _command()(arguments, prog_name="gridcounter", standalone_mode=False)
    except Abort:
        typer.echo("已中止。", err=True)
        return REFUSED
    except TyperException as wrong:
        typer.echo(_in_chinese(wrong), err=True)
        return WRONG_INPUT
    except SystemExit:  # the reader of our output has gone; typer ends the program for that alone
        return 0
    return code if isinstance(code, int) else 0


def _in_chinese(wrong: TyperException) -> str:
    """What is wrong with the command line, said as the commands say things."""
    option = getattr(wrong, "option_name", None)
    parameter = getattr(wrong, "param", None)
    metavar = getattr(parameter, "metavar", None)
    flag = next((name for name in getattr(parameter, "opts", ()) if name.startswith("-")), None)
    named = " ".join(part for part in (flag, metavar) if part) or option
    message = wrong.format_message()
    match type(wrong).__name__:
        case "NoSuchOption":
            told = f"没有这个选项：{option}"
        case "MissingParameter":
            told = f"缺少 {named}"
        case "BadOptionUsage":
            told = f"{option} 后面没有写值" if "requires" in message else f"{option} 后面不用写值"
        case "BadParameter":
            told = f"{named} 的值不对，应为{_expected(wrong)}"
        case "NoArgsIsHelpError":
            return message
        case _:
            typed, *alike = re.findall(r"'([^']*)'", message) or re.findall(r"\(([^)]*)\)$", message) or [""]
            told = f"没有这个命令或参数：{typed}" if typed else "命令写法不对"
            told += f"（是不是 {'、'.join(alike)}？）" if alike else ""
    return f"{told}。用法见 gridcounter --help"


def _expected(wrong: TyperException) -> str:
    """Of the numbers that options take: what the first complaint asks for."""
    complaints: list[dict[str, Any]] = getattr(wrong.__cause__, "errors", list)()
    kind, context = (complaints[0]["type"], complaints[0].get("ctx", {})) if complaints else ("", {})
    if kind == "greater_than_equal":
        return f"不小于 {context['ge']} 的整数"
    if kind == "less_than_equal":
        return f"不大于 {context['le']} 的整数"
    return "整数" if kind.startswith("int") else "帮助中写明的值"


def run() -> None:
    """The entry point of the `gridcounter` script: ends the process with the exit code."""
    sys.exit(main())

"""The commands by name. A module is loaded when its command runs: `--help` and `assess` need few of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand

from gridcounter.cli.help import ChineseCommand, ChineseGroup


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """`source` is module:name of a function or of a typer application; `help` is its line in the list of commands."""

    source: str
    help: str


#: In display order. A test compares each `help` with the command's own text.
COMMANDS: Mapping[str, LazyCommand] = {
    "assess": LazyCommand(
        "gridcounter.cli.assess:assess",
        "按当地政策文件答复一个案件：类别、资料、时限、费用、外线审批，别的业务还有办理条件，逐条注明依据。",
    ),
    "compare": LazyCommand("gridcounter.cli.assess:compare", "同一个案件在各地政策文件下的答复，并排比较。"),
    "papers": LazyCommand(
        "gridcounter.cli.papers:papers", "写出一份申请所需的全部文书（PDF 和 Word），或者只写指定的几种。"
    ),
    "demo": LazyCommand("gridcounter.cli.papers:demo", "演示：为每个地区各办一件虚构的申请，写出全部文书。"),
    "blank": LazyCommand("gridcounter.cli.blank:blank", "印一套停电时用的空白受理单（已编号）和本地速查表。"),
    "doctor": LazyCommand(
        "gridcounter.cli.doctor:doctor",
        "检查字体和字形、日历年份、政策包、表样和各部件的版本；写明台账的，还看它有没有退回过、启用了哪些政策包。",
    ),
    "report": LazyCommand(
        "gridcounter.cli.reports.report:report",
        "一个期间的统计：受理与告知、各环节用时、备案；可写成 PDF、Word、Excel。",
    ),
    "calendar": LazyCommand("gridcounter.cli.calendar:calendar", "放假安排：列出已载入的年份，载入新公布的一年。"),
    "packs": LazyCommand("gridcounter.cli.pack_impact:packs", "政策包：列出、查看、检查、比较。"),
    "record": LazyCommand("gridcounter.cli.record_group:record", "台账：建立、核对、备份、导出和导入，取出文书。"),
    "exchange": LazyCommand(
        "gridcounter.cli.exchange:exchange", "几台共用一本台账：邀请一台加入，用 U 盘交换各台办的。"
    ),
    "hub": LazyCommand(
        "gridcounter.cli.desks.hub:hub", "中心库：给各台交换用的 PostgreSQL 数据库，建立、加单位和登录、检查。"
    ),
    "city": LazyCommand(
        "gridcounter.cli.reports.city:city", "全市汇总：把本单位一个月的数字报上去，把各单位报来的汇总成表。"
    ),
    "filing": LazyCommand("gridcounter.cli.filing:filing", "备案：导出交给审批部门的材料，核对材料包。"),
}
#: Settings of each of our typer applications.
SETTINGS: Mapping[str, Any] = {"add_completion": False, "pretty_exceptions_enable": False, "rich_markup_mode": None}


class LazyGroup(ChineseGroup):
    """The top group: lists all commands without loading them."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  typer's own
        listed = {name: TyperCommand(name, help=one.help) for name, one in COMMANDS.items()}
        super().__init__(**{**settings, "commands": listed})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002  typer's own type of it is private
        """The command itself, with its module loaded; None for an unknown name."""
        return load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  as above
        """The list of commands on the help page, from `COMMANDS` alone."""
        ChineseGroup(commands=dict(self.commands), rich_markup_mode=None).format_commands(ctx, formatter)


@cache
def load(name: str) -> Any:  # noqa: ANN401  as above
    """Imports the module of a command and lets typer build it. Raises KeyError for an unknown name."""
    module, attribute = COMMANDS[name].source.split(":")
    found = getattr(import_module(module), attribute)
    group = typer.Typer(cls=ChineseGroup, **SETTINGS)
    group.callback()(lambda: None)  # makes a single command a group, too
    if isinstance(found, typer.Typer):
        group.add_typer(found, name=name)
    else:
        group.command(name, cls=ChineseCommand)(found)
    return typer.main.get_group(group).commands[name]

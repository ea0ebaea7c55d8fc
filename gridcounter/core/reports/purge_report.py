"""到期申请清除登记表: what was purged under which rule, and which copies still hold it. Numbers, no personal names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gridcounter.core.papers.form_model import (
    SIGNED_AND_DATED,
    Block,
    Column,
    Field,
    FieldGrid,
    FormModel,
    Head,
    Heading,
    ItemRow,
    ItemTable,
    Party,
    Prose,
    Signatures,
    line,
    one_line,
)
from gridcounter.core.retention import KeepingRule
from gridcounter.core.wording import day_in_full

TITLE = "到期申请清除登记表"
#: Numbers printed side by side.
_ACROSS = 3
#: Statements that are true of every purge.
STAYS = (
    "清除后保留：编号、各环节日期、客户类别、所用政策版本，用于统计；不保留姓名、证件号码、电话、地址、文书和附件。",
    "台账的每一条登记都在，只是内容已清空；用“gridcounter record verify”核对，仍然逐条相连。",
    (
        "没有插上的 U 盘和其他电脑上的备份不在此列：请由保管人逐份删除。"
        "用旧备份恢复的台账里，这些申请会重新出现，须再清除一次。"
    ),
)


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy on this machine that still holds purged data; `made` is its time, in words."""

    name: str
    made: str


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """`backup` is the time of the first backup after the purge, in words; empty if there is none yet.

    `second` is the name of the clerk who confirmed the purge; empty if only one may purge.
    """

    office: str
    clerk: str
    on: date
    until: date
    rule: KeepingRule
    numbers: tuple[str, ...]
    entries: int
    papers: int
    attachments: int
    backup: str
    copies: tuple[CopyLine, ...]
    second: str = ""

    @property
    def by(self) -> str:
        """Who purged, and who confirmed it if the office has two who may."""
        return f"{self.clerk}，{self.second}复核" if self.second else self.clerk

    @property
    def lines(self) -> tuple[str, ...]:
        """The text shown on screen."""
        counted = f"清除申请 {len(self.numbers):,} 件，清空台账登记 {self.entries:,} 条"
        return (
            f"{counted}，删除文书 {self.papers:,} 份、附件 {self.attachments:,} 份。",
            f"清除后的备份：{self.backup or '还没有做，请尽快备份'}。",
            f"本机还有 {len(self.copies)} 份旧备份含有这些内容。" if self.copies else "本机没有旧备份含有这些内容。",
        )


def purge_report(report: PurgeReport) -> FormModel:
    """The form model of 到期申请清除登记表; it names applications by number only."""
    rule = report.rule
    grid = FieldGrid(
        2,
        (
            (Field("单位", one_line(report.office)), Field("清除日期", one_line(day_in_full(report.on)))),
            (Field("清除人", one_line(report.by)), Field("到期日不晚于", one_line(day_in_full(report.until)))),
            (Field("留存期限", one_line(rule.words)), Field("依据", one_line(rule.basis))),
            (
                Field("清除申请", one_line(f"{len(report.numbers):,} 件")),
                Field("清空登记", one_line(f"{report.entries:,} 条")),
            ),
            (
                Field("删除文书", one_line(f"{report.papers:,} 份")),
                Field("删除附件", one_line(f"{report.attachments:,} 份")),
            ),
        ),
    )
    blocks: list[Block] = [grid, Heading("清除的申请（编号）"), _numbers(report.numbers)]
    blocks.append(Heading("仍含这些内容的旧备份（本机）"))
    if report.copies:
        columns = (Column("名称", 55), Column("时间", 25), Column("处理", 20))
        rows = tuple(ItemRow((one_line(copy.name), one_line(copy.made), one_line("待删除"))) for copy in report.copies)
        blocks.append(ItemTable(columns, rows))
    else:
        blocks.append(Prose((line("没有。"),)))
    blocks.append(Prose((line(f"清除后的备份：{report.backup or '还没有做'}。"),)))
    blocks += [Heading("说明"), Prose(tuple(line(text) for text in STAYS), numbered=True, small=True)]
    blocks.append(
        Signatures((Party("清除人", SIGNED_AND_DATED, key="clerk"), Party("复核人", SIGNED_AND_DATED, key="witness")))
    )
    return FormModel(
        paper="purge_report",
        title=TITLE,
        subtitle="",
        head=Head(issuer=(report.office,) if report.office else (), numbers=()),
        blocks=tuple(blocks),
        running=f"{TITLE} · {day_in_full(report.on)}",
        issued=report.on,
    )


def _numbers(numbers: Sequence[str]) -> ItemTable:
    rows = [numbers[place : place + _ACROSS] for place in range(0, len(numbers), _ACROSS)]
    padded = [(*row, *[""] * (_ACROSS - len(row))) for row in rows]
    return ItemTable(
        tuple(Column("编号", 1) for _ in range(_ACROSS)),
        tuple(ItemRow(tuple(one_line(number) for number in row)) for row in padded),
    )

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
#: What nobody at a desk can remove.
HUB = "中心库的备份里还有这些内容，要到中心库管理单位的备份期限满了才没有；请按规定的期限删除。"
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
class FileLine:
    """A file that was written for other desks, which may still lie on a stick; `desks` are those that can open it."""

    name: str
    made: str
    desks: str


@dataclass(frozen=True, slots=True)
class LateLine:
    """Entries of another desk on an application that was purged before they came; none of their contents were kept."""

    number: str
    desk: str
    clerk: str
    made: str
    count: int

    @property
    def words(self) -> str:
        """20260918/0002：“2 号台”何经办 2027-09-20 起登记了 2 条."""
        return f"{self.number}：“{self.desk}”{self.clerk} {self.made} 起登记了 {self.count:,} 条"


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """`backup` is the time of the first backup after the purge, in words; empty if there is none yet.

    `second` is the name of the clerk who confirmed the purge; empty if only one may purge. `announced` says who decided
    on it and when, where several desks share the record; `hub`: they exchange by a hub as well.
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
    announced: str = ""
    files: tuple[FileLine, ...] = ()
    late: tuple[LateLine, ...] = ()
    hub: bool = False

    @property
    def by(self) -> str:
        """Who purged, and who confirmed it if the office has two who may."""
        return f"{self.clerk}，{self.second}复核" if self.second else self.clerk

    @property
    def lines(self) -> tuple[str, ...]:
        """The text shown on screen."""
        counted = f"清除申请 {len(self.numbers):,} 件，清空台账登记 {self.entries:,} 条"
        said = (
            f"{counted}，删除文书 {self.papers:,} 份、附件 {self.attachments:,} 份。",
            f"清除后的备份：{self.backup or '还没有做，请尽快备份'}。",
            f"本机还有 {len(self.copies)} 份旧备份含有这些内容。" if self.copies else "本机没有旧备份含有这些内容。",
        )
        return (*said, *self._elsewhere)

    @property
    def _elsewhere(self) -> tuple[str, ...]:
        """What other desks, sticks and the hub may hold; nothing for a record of one desk."""
        found = [self.announced] if self.announced else []
        if self.files:
            first, last = self.files[0], self.files[-1]
            span = first.made if first.made == last.made else f"{first.made} 到 {last.made}"
            found.append(
                f"已知清除前导出、含有这些内容的交换文件和邀请文件 {len(self.files):,} 个（{span}），名称见登记表；"
                "还在的请收回删除。"
            )
        found += [HUB] if self.hub else []
        found += [f"清除以后才收到的登记，内容没有留下，请问清本人：{one.words}。" for one in self.late]
        return tuple(found)


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
    decided = [Prose((line(report.announced),))] if report.announced else []
    blocks: list[Block] = [grid, *decided, Heading("清除的申请（编号）"), _numbers(report.numbers)]
    blocks.append(Heading("仍含这些内容的旧备份（本机）"))
    if report.copies:
        columns = (Column("名称", 55), Column("时间", 25), Column("处理", 20))
        rows = tuple(ItemRow((one_line(copy.name), one_line(copy.made), one_line("待删除"))) for copy in report.copies)
        blocks.append(ItemTable(columns, rows))
    else:
        blocks.append(Prose((line("没有。"),)))
    blocks.append(Prose((line(f"清除后的备份：{report.backup or '还没有做'}。"),)))
    blocks += _elsewhere(report)
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


def _elsewhere(report: PurgeReport) -> list[Block]:
    blocks: list[Block] = []
    if report.files:
        columns = (Column("名称", 50), Column("导出日期", 25), Column("给哪几台", 25))
        rows = tuple(ItemRow((one_line(one.name), one_line(one.made), one_line(one.desks))) for one in report.files)
        blocks += [
            Heading("已知的交换文件和邀请文件（清除前导出，含有这些内容；还在的请收回删除）"),
            ItemTable(columns, rows),
        ]
    if report.hub:
        blocks.append(Prose((line(HUB),)))
    if report.late:
        said = tuple(line(f"{one.words}。") for one in report.late)
        blocks += [Heading("清除以后才收到的登记（内容没有留下，请问清本人）"), Prose(said)]
    return blocks

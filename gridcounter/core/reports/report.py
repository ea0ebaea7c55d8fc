"""The figures as tables of final cells: page, PDF, Word file and workbook are written from these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from gridcounter.core.papers.form_model import (
    Blank,
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
    Words,
    line,
    one_line,
)
from gridcounter.core.reports.figures import DEFINITIONS, Figure, Figures, StepFigures, share
from gridcounter.core.wording import NOTHING, day_in_full

Cell: TypeAlias = str | int | float | None

TITLE = "用电报装受理情况统计表"
REMARKS = "需要核对"
#: The only column of text instead of numbers.
_WORDS = "说明"


@dataclass(frozen=True, slots=True)
class ReportTable:
    """`ids` are the applications behind the numbers of a row, by column."""

    title: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[Cell, ...], ...]
    ids: tuple[dict[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """`as_of` is the day of `counted_on`, in words; `by` says what `office` is, `remarks` are to be looked into."""

    title: str
    period: str
    counted_on: date
    as_of: str
    office: str
    place: str
    duty: str
    tables: tuple[ReportTable, ...]
    notes: tuple[str, ...] = DEFINITIONS
    packs: tuple[str, ...] = ()
    by: str = "填报单位"
    remarks: tuple[str, ...] = ()


def report_of(figures: Figures, duty: str = "") -> Report:
    """`duty` is the clause that requires the report, if any."""
    return Report(
        title=TITLE,
        period=period_words(figures.first, figures.last),
        counted_on=figures.as_of,
        as_of=day_in_full(figures.as_of),
        office=figures.office,
        place=figures.place,
        duty=duty,
        tables=(
            _counts(figures),
            _businesses(figures),
            _classes(figures),
            _steps(figures),
            _filings(figures),
            _months(figures),
        ),
        packs=figures.packs,
    )


def period_words(first: date, last: date) -> str:
    """2026年上半年（2026年1月1日至2026年6月30日）; only the days if it is not a half year or year."""
    text = f"{day_in_full(first)}至{day_in_full(last)}"
    whole = {(1, 1, 6, 30): "上半年", (7, 1, 12, 31): "下半年", (1, 1, 12, 31): "全年"}
    named = whole.get((first.month, first.day, last.month, last.day)) if first.year == last.year else None
    return f"{first.year}年{named}（{text}）" if named else text


def cell_text(cell: Cell) -> str:
    """One decimal for a float, NOTHING for None."""
    return NOTHING if cell is None else f"{cell:.1f}" if isinstance(cell, float) else str(cell)


def limit_words(step: StepFigures) -> str:
    """The limit of a step, in Chinese."""
    return days_words(step.limit, working=step.working)


def days_words(limit: int | None, *, working: bool) -> str:
    """Working days, 当日, 次日, or days by the calendar; 文件未写天数 without one."""
    if limit is None:
        return "文件未写天数"
    if working:
        return f"{limit} 个工作日"
    return {0: "当日", 1: "次日"}.get(limit, f"{limit} 日")


def _counts(figures: Figures) -> ReportTable:
    return ReportTable(
        "受理与告知",
        (("项目", 22), ("数量", 11), ("占比", 18), (_WORDS, 59)),
        tuple((one.label, one.count, _share(one, figures), one.hint) for one in figures.counts),
        tuple({1: one.ids} for one in figures.counts),
    )


def _share(one: Figure, figures: Figures) -> str | None:
    if not one.of:
        return None
    whole = figures.get(one.of)
    return f"占{whole.label} {share(one.count, whole.count)}"


def _businesses(figures: Figures) -> ReportTable:
    accepted = figures.get("accepted").count
    return ReportTable(
        "按业务",
        (("业务", 50), ("收件", 15), ("受理", 15), ("占受理", 15), ("办结", 15)),
        tuple(
            (one.label, len(one.received), len(one.accepted), share(len(one.accepted), accepted), len(one.closed))
            for one in figures.businesses
        ),
        tuple({1: one.received, 2: one.accepted, 4: one.closed} for one in figures.businesses),
    )


def _classes(figures: Figures) -> ReportTable:
    accepted = figures.get("accepted").count
    return ReportTable(
        "按用户类别",
        (("用户类别", 70), ("受理件数", 20), ("占比", 20)),
        tuple((one.label, one.count, share(one.count, accepted)) for one in figures.classes),
        tuple({1: one.ids} for one in figures.classes),
    )


def _steps(figures: Figures) -> ReportTable:
    columns = (
        ("环节", 32),
        ("时限", 19),
        ("办完", 8),
        ("平均净用时", 11),
        ("九成以内", 9),
        ("平均总用时", 11),
        ("九成以内（含暂停）", 13),
        ("办完超时限", 11),
        ("在办超时限", 11),
    )
    return ReportTable(
        "各环节用时（天）",
        columns,
        tuple(
            (
                step.name,
                limit_words(step),
                len(step.runs),
                step.mean_net,
                step.most_net,
                step.mean_gross,
                step.most_gross,
                None if step.limit is None else len(step.late),
                None if step.limit is None else len(step.overdue),
            )
            for step in figures.steps
        ),
        tuple(dict.fromkeys(range(2, 7), step.ids) | {7: step.late, 8: step.overdue} for step in figures.steps),
    )


def _filings(figures: Figures) -> ReportTable:
    return ReportTable(
        "外线工程备案",
        (("状态", 30), ("件数", 15), ("占比", 25), (_WORDS, 40)),
        tuple((one.label, one.count, _share(one, figures), one.hint) for one in figures.filings),
        tuple({1: one.ids} for one in figures.filings),
    )


def _months(figures: Figures) -> ReportTable:
    return ReportTable(
        "逐月",
        (("月份", 40), ("收件", 20), ("受理", 20), ("办结", 20)),
        tuple((one.name, len(one.received), len(one.accepted), len(one.closed)) for one in figures.months),
        tuple({1: one.received, 2: one.accepted, 3: one.closed} for one in figures.months),
    )


def _rows_of(table: ReportTable) -> ItemTable:
    columns = tuple(
        Column(title, width, centred=place > 0 and title != _WORDS)
        for place, (title, width) in enumerate(table.columns)
    )
    return ItemTable(columns, tuple(ItemRow(tuple(one_line(cell_text(cell)) for cell in row)) for row in table.rows))


def to_form_model(report: Report) -> FormModel:
    """The report as a paper, with the definitions of its figures and fields to sign."""
    blocks: list[Block] = [
        FieldGrid(
            2,
            (
                (Field(report.by, one_line(report.office)), Field("地区", one_line(report.place))),
                (Field("统计期间", one_line(report.period)), Field("统计日", one_line(report.as_of))),
            ),
        )
    ]
    if report.duty:
        blocks.append(Prose((line(f"报送依据：{report.duty}"),)))
    if report.packs:
        blocks.append(Prose(tuple(line(mark) for mark in report.packs)))
    if report.remarks:
        blocks += [Heading(REMARKS), Prose(tuple(line(one) for one in report.remarks), numbered=True)]
    for table in report.tables:
        blocks += [Heading(table.title), _rows_of(table) if table.rows else Prose((line("本期没有。"),))]
    blocks += [Heading("统计口径"), Prose(tuple(line(note) for note in report.notes), numbered=True, small=True)]
    writes = "填报人" if report.by == "填报单位" else "汇总人"
    who = tuple((Words(f"{what}："), Blank()) for what in (writes, "审核人", "日期"))
    blocks.append(Signatures((Party(report.by, who, seal=True, key="office", signs=writes),)))
    return FormModel(
        paper="report",
        title=report.title,
        subtitle=report.period,
        head=Head(issuer=(report.office,) if report.office else (), numbers=()),
        blocks=tuple(blocks),
        running=f"{report.title} · {report.period}",
        issued=report.counted_on,
    )

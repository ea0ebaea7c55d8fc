"""The figures of many offices as the tables of a report: page, PDF, Word and Excel are written from these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gridcounter.core.reports.city import (
    AT_A_MOMENT,
    NOT_KNOWN,
    PROOFS,
    Alike,
    Amount,
    City,
    CityOffice,
    Reported,
    alike,
    over_months,
    parts_of,
    steps_of,
    total,
    unfinished,
)
from gridcounter.core.reports.month_figures import period_of_month
from gridcounter.core.reports.report import Cell, Report, ReportTable, days_words
from gridcounter.core.wording import day_in_full

TITLE = "全市报装受理情况汇总表"
#: What the two tables of offices show; in one of them the columns would be too narrow for a sum that is a range.
_COUNTS = {"consulted": "咨询", "received": "收件", "accepted": "受理", "closed": "办结"}
_TO_WATCH = {"told_again": "追加告知", "late": "办完超时限", "overdue": "在办超时限", "not_entered": "未录入系统"}
_TABLES = (
    ("accepted", "受理，按类别和业务"),
    ("told", "受理的告知情况"),
    ("filings", "外线工程备案"),
)
NOTES = (
    "数字由各单位的程序从台账统计、签名后上报，这里只加总，没有申请、姓名和电话。",
    "“<3”表示 1 或 2：人数太少的不写明。分项里有 1 或 2 的，几项合并列出，不能从总数减出来。",
    "分项的范围里，含合并列出的件数中可能属于它的。",
    "“4–7”表示在这个范围里；“至少 4”表示有单位没有上报，或者有不计入合计的，还有多少不知道；一点也不知道的写“不详”。",
    "只加总意思相同的数字：类别、业务、环节只在同一地区、同一政策版本的单位之间相加，不同的分开列。",
    "在办超时限是统计那一天的情形，几个月不相加，用最后一个月的。",
    "“相符”说明数字从签名以后没有改过，并且是这个单位以前用过的钥匙签的；不说明数字统计得对不对。",
    "第一次见到的钥匙只能先记下，请打电话核对一次签名指纹。没有签名的和不是以前那把钥匙的，列出但不计入合计。",
)


def city_report(city: City, months: Sequence[str], today: date) -> Report:
    """Of these months, the earliest first."""
    chosen = [one for one in city.reported if one.figures.month in months]
    counted = [one for one in chosen if one.counts]
    groups = alike(counted)
    return Report(
        title=TITLE,
        period=months_words(months),
        counted_on=today,
        as_of=day_in_full(today),
        office="",
        place="、".join(dict.fromkeys(office.place_name for office in city.offices)),
        duty="",
        tables=(
            _offices("各单位（件）", _COUNTS, city, months),
            _offices("各单位，要留意的", _TO_WATCH, city, months),
            _sent(city, months),
            _by_month(city, months),
            *(table for group in groups for table in _of_group(group)),
        ),
        notes=NOTES,
        by="汇总单位",
        remarks=(*_remarks(city, months, chosen, groups), *city.said),
    )


def months_words(months: Sequence[str]) -> str:
    """2026年8月至10月."""
    if not months:
        return "没有选月份"
    first, last = (period_of_month(month).first for month in (months[0], months[-1]))
    if first == last:
        return f"{first.year}年{first.month}月"
    year = "" if first.year == last.year else f"{last.year}年"
    return f"{first.year}年{first.month}月至{year}{last.month}月"


def _offices(title: str, labels: Mapping[str, str], city: City, months: Sequence[str]) -> ReportTable:
    """One row for each office, and their sum."""
    rows: list[tuple[Cell, ...]] = []
    sums: dict[str, list[Amount | None]] = {key: [] for key in labels}
    for office in city.offices:
        sent = _sent_by(city, office, months)
        amounts = {key: _of_office(key, sent, months) for key in labels}
        rows.append((_called(office), f"{len(sent)}/{len(months)}", *map(_cell, amounts.values())))
        for key, amount in amounts.items():
            sums[key].append(amount)
    if city.offices:
        all_sent = sum(len(_sent_by(city, office, months)) for office in city.offices)
        # an office of which nothing came has no number: the sum is "at least" then
        found = [_cell(total(amounts, whole=True)) for amounts in sums.values()]
        rows.append(("合计", f"{all_sent}/{len(months) * len(city.offices)}", *found))
    return _table(title, (("单位", 36), ("计入月数", 12), *((label, 13) for label in labels.values())), rows)


def months_of_city(city: City, months: Sequence[str]) -> list[tuple[str, Amount | None, Amount | None]]:
    """Month, received and closed of all offices together."""
    return [(month, _of_month(city, "received", month), _of_month(city, "closed", month)) for month in months]


def _of_office(key: str, sent: Sequence[Reported], months: Sequence[str]) -> Amount | None:
    """A month that is missing makes a sum "at least", and what is counted at a moment unknown."""
    figures = [one.figures for one in sent]
    if key in AT_A_MOMENT:
        figures = [one for one in figures if one.month == months[-1]]
        return over_months(key, figures)
    found = [over_months(key, [one]) for one in figures]
    return total(found, whole=len(sent) == len(months))


def _of_month(city: City, key: str, month: str) -> Amount | None:
    found = [over_months(key, [one.figures for one in _sent_by(city, office, [month])]) for office in city.offices]
    return total(found, whole=True)


def _sent_by(city: City, office: CityOffice, months: Sequence[str]) -> list[Reported]:
    found = (city.of(office.record, month) for month in months)
    return [one for one in found if one is not None and one.counts]


def _sent(city: City, months: Sequence[str]) -> ReportTable:
    rows: list[tuple[Cell, ...]] = []
    for office in city.offices:
        ever = [one for one in city.reported if one.figures.record == office.record]
        of_period = [one for one in ever if one.figures.month in months]
        missing = [month for month in months if office in city.missing(month)]
        made = office.last_made_at.astimezone()
        rows.append(
            (
                _called(office),
                f"{office.last_month}（{made:%m-%d %H:%M}）",
                "、".join(missing) or "都计入了",
                "；".join(dict.fromkeys(PROOFS[one.proof] for one in of_period)) or None,
                "、".join(dict.fromkeys(one.signed_by for one in of_period if one.signed_by)) or None,
            )
        )
    columns = (("单位", 24), ("最近一次计入", 21), ("没有计入的月份", 12), ("签名", 19), ("签名指纹", 24))
    return _table("上报情况", columns, rows)


def _by_month(city: City, months: Sequence[str]) -> ReportTable:
    rows: list[tuple[Cell, ...]] = []
    for month in months:
        missing = city.missing(month)
        sent = f"{len(city.offices) - len(missing)}/{len(city.offices)}"
        rows.append((month, sent, *(_cell(_of_month(city, key, month)) for key in _COUNTS)))
    return _table("逐月", (("月份", 25), ("计入单位", 15), *((label, 15) for label in _COUNTS.values())), rows)


def _of_group(group: Alike) -> Iterator[ReportTable]:
    whose = f"{group.place_name}，{group.offices} 个单位，{'、'.join(one.number for one in group.packs)}"
    for key, label in _TABLES:
        rows = [(name, _cell(amount)) for name, amount in parts_of(group, key)]
        if rows:
            yield _table(f"{label}（{whose}）", (("项目", 75), ("件数", 25)), rows)
    steps: list[tuple[Cell, ...]] = [
        (
            f"{one.business}：{one.label}" if one.business else one.label,
            days_words(one.limit, working=one.working),
            _cell(one.number),
            one.mean,
        )
        for one in steps_of(group)
    ]
    if steps:
        columns = (("环节", 50.0), ("时限", 20.0), ("办完", 15.0), ("平均净用时", 15.0))
        yield _table(f"各环节用时（{whose}；平均只含写明件数的单位）", columns, steps)


def _remarks(city: City, months: Sequence[str], chosen: Sequence[Reported], groups: Sequence[Alike]) -> Iterator[str]:
    for month in months:
        missing = city.missing(month)
        if missing:
            yield f"{month} 没有计入的单位 {len(missing)} 个：{'、'.join(map(_called, missing))}"
    for one, day in unfinished(chosen):
        yield f"{one.figures.office.name} {one.figures.month} 截至 {day.isoformat()}，还没有统计完，请月底以后重报"
    if len(groups) > 1:
        yield f"各单位的地区或者政策版本不完全相同，类别、业务、环节分 {len(groups)} 组列出，不相加"


def _called(office: CityOffice) -> str:
    return f"{office.name}（{office.code}）"


def _cell(amount: Amount | None) -> Cell:
    if amount is None:
        return None
    if amount == NOT_KNOWN:
        return "不详"
    return amount.least if amount.least == amount.most else str(amount)


def _table(title: str, columns: Sequence[tuple[str, float]], rows: Sequence[tuple[Cell, ...]]) -> ReportTable:
    return ReportTable(title, tuple(columns), tuple(rows), tuple({} for _ in rows))

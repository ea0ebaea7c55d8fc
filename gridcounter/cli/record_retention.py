"""gridcounter record retention, purge, hold: the retention rule, applications past it, and their purge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter.bootstrap import write_purge_report
from gridcounter.cli.console import JsonFlag, say, say_json
from gridcounter.cli.identity import (
    Access,
    NeededClerk,
    PinFile,
    SecondName,
    SecondPinFile,
    on_record,
    who_confirms,
    who_may,
)
from gridcounter.cli.record import Data, PassphraseFile, Recovery, confirm, opened_record
from gridcounter.core.retention import FEWEST_MONTHS, MOST_MONTHS, write_rule
from gridcounter.core.validation.days import read_full_day
from gridcounter.core.validation.models import Problem
from gridcounter.errors import GridcounterError, Refusal, WrongInput
from gridcounter.services.office.roles import Right

if TYPE_CHECKING:
    from gridcounter.services.custody.purging import DueApplication, DueList, Purged, Purging
    from gridcounter.services.custody.stale_copies import OldCopy
    from gridcounter.services.desks.announced_purges import AnnouncedPurge

Until = Annotated[
    str | None, typer.Option("--until", metavar="日期", help="到期日不晚于这一天的，如 2031-12-31；不写为今天。")
]
Months = Annotated[
    int | None,
    typer.Option(
        "--months",
        metavar="月数",
        min=FEWEST_MONTHS,
        max=MOST_MONTHS,
        help="规定办结后留存几个月，如 60 为五年；第一次定和改短的，七天后执行。",
    ),
]
Basis = Annotated[str, typer.Option("--basis", metavar="依据", help="这个期限的依据，与 --months 一起写。")]
UnprintableSpan = Annotated[bool, typer.Option("--unset", help="取消期限：以后没有申请到期。")]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问，直接清除。")]
ReportFile = Annotated[
    Path | None, typer.Option("--report", metavar="文件", help="清除登记表写成这个文件（.pdf 或 .docx）。")
]
DropBackups = Annotated[bool, typer.Option("--drop-backups", help="清除并备份以后，删除本机仍含这些内容的旧备份。")]


@on_record
def retention(
    until: Until = None,
    months: Months = None,
    basis: Basis = "",
    unset: UnprintableSpan = False,
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """列出超过留存期的已办结申请；也用来规定留存多久。只列出，不清除。"""
    from gridcounter.services.custody.purging import Purging, set_rule
    from gridcounter.services.desks.announced_purges import announced_purges

    if months is not None and not basis.strip():
        raise WrongInput([Problem("--basis", "没有写", "这个期限的依据，例如本单位档案保管期限表的名称和条目")])
    if unset and months is not None:
        raise WrongInput([Problem("--unset", "与 --months 一起写", "两个里写一个")])
    with access.opened() as opened:
        if months is not None or unset:
            by = access.who_may(opened, Right.CHANGE_OFFICE)
            set_rule(opened, by, None if unset else months, basis, today())
        listed = Purging(opened, "").look(day_of("--until", until) or today(), today())
        announced = announced_purges(opened)
    if as_json:
        say_json(_as_json(listed) | _announced_as_json(announced))
        return
    _say_listed(listed)
    _say_announced(announced)


def _say_listed(listed: DueList) -> None:
    if listed.rule is None:
        say("本单位还没有规定留存多久，没有申请到期。")
        say("规定期限：gridcounter record retention --months 月数 --basis 依据 --clerk 姓名")
        return
    if listed.rule.holds_from is not None and listed.until < listed.rule.holds_from:
        say(f"留存期限：{listed.rule.words}（{listed.rule.basis}）；从 {listed.rule.holds_from} 起执行，在那以前不清除")
        return
    say(f"留存期限：{listed.rule.words}（{listed.rule.basis}）；列到 {listed.until.isoformat()} 为止")
    for one in listed.due:
        say(_line(one))
    for one in listed.held:
        say(f"{_line(one)}　暂缓：{one.held_why}")
    say(f"可以清除 {len(listed.due):,} 件，暂缓 {len(listed.held):,} 件")


def purge(
    until: Until = None,
    yes: Yes = False,
    report: ReportFile = None,
    drop_backups: DropBackups = False,
    clerk: NeededClerk = None,
    pin_file: PinFile = None,
    second: SecondName = None,
    second_pin_file: SecondPinFile = None,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
    recovery: Recovery = False,
    as_json: JsonFlag = False,
) -> None:
    """清除超过留存期的已办结申请：内容、文书、附件都删掉，不能恢复；编号和统计留下，台账仍可核对。

    几台共用的台账，先预告，各台都收到后在本台再办一次才清除。
    """
    from gridcounter.services.custody.backups import Backups
    from gridcounter.services.custody.purging import Purging
    from gridcounter.services.custody.stale_copies import copies_before_purge, remove_before_purge
    from gridcounter.services.desks.announced_purges import announced_purges, is_announced_first

    if report is not None:
        _refuse_other_suffix(report)
    with opened_record(data, passphrase_file, recovery=recovery) as opened:
        by = who_may(opened, clerk, pin_file, Right.PURGE)
        purging = Purging(opened, by)
        listed = purging.look(day_of("--until", until) or today(), today())

        def confirmed() -> Purging:
            return replace(purging, second=who_confirms(opened, by, second, second_pin_file))

        if is_announced_first(opened):
            done = _purge_in_two_steps(purging, listed, confirmed, yes=yes, drop_backups=drop_backups)
        else:
            _refuse_early(listed, drop_backups=drop_backups)
            purging = confirmed()
            confirm(f"清除 {len(listed.due):,} 件申请的全部内容，不能恢复？", "没有清除", yes=yes)
            done = purging.purge(listed, today())
        if done is None:
            _say_announced(announced_purges(opened), as_json=as_json)
            return
        try:
            Backups(opened).make()
            copies = copies_before_purge(opened)
            if drop_backups:
                remove_before_purge(opened, purging.clerk, copies)
                copies = copies_before_purge(opened)
            if report is not None:
                write_purge_report(opened, report)
        except GridcounterError:  # of what comes behind: the purge itself is done, and cannot be undone
            say(_counts(done), err=True)
            raise
    if as_json:
        said = {key: value for key, value in asdict(done).items() if key != "refs"}
        say_json(said | {"copies": [str(one.path) for one in copies]})
        return
    _say_done(done, copies)


def _purge_in_two_steps(
    purging: Purging, listed: DueList, confirmed: Callable[[], Purging], *, yes: bool, drop_backups: bool
) -> Purged | None:
    """Carries out what each desk has, or else announces what is due; None if nothing was purged yet.

    `confirmed` asks the second person, whom only the announcement needs. Raises Refusal.
    """
    from gridcounter.services.custody.purging import Purged
    from gridcounter.services.desks.announced_purges import announce_purge, announced_purges, carry_out

    announced = announced_purges(purging.record)
    ready = [one for one in announced if one.ready]
    if ready:
        many = sum(len(one.applications) for one in ready)
        confirm(f"清除预告过的 {many:,} 件申请的全部内容，不能恢复？", "没有清除", yes=yes)
        return carry_out(purging, today())
    if drop_backups and not listed.due:
        return Purged()
    if not listed.due and announced:
        waiting = "；".join(one.words for one in announced)
        raise Refusal(f"现在没有可以清除的申请，什么都没有改动。{waiting}")
    _refuse_early(listed, drop_backups=False)
    agreed = confirmed()
    confirm(f"预告清除 {len(listed.due):,} 件申请？各台都收到以后在本台清除，不能恢复", "没有预告", yes=yes)
    announce_purge(agreed, listed, today())
    return None


def _say_announced(announced: Sequence[AnnouncedPurge], *, as_json: bool = False) -> None:
    """A line of each announcement, and what comes next."""
    if as_json:
        say_json(_announced_as_json(announced))
        return
    for one in announced:
        say(one.words)
    if any(one.awaited for one in announced):
        say("给各台：gridcounter exchange out；各台都收到以后：gridcounter record purge")


def _announced_as_json(announced: Sequence[AnnouncedPurge]) -> dict[str, object]:
    """Nothing for a record in which nothing is announced."""
    if not announced:
        return {}
    return {
        "announced": [
            {
                "desk": one.desk,
                "here": one.here,
                "at": one.at.isoformat(),
                "by": one.clerk,
                "second": one.second,
                "numbers": [number for _, number in one.applications],
                "awaited": list(one.awaited),
            }
            for one in announced
        ]
    }


def _refuse_early(listed: DueList, *, drop_backups: bool) -> None:
    """Before anybody confirms: no rule holds, or there is nothing to purge."""
    from gridcounter.services.custody.purging import NoRule, NotInForceYet

    if listed.rule is None:
        raise NoRule
    if not listed.rule.holds_on(today()):
        raise NotInForceYet(listed.rule)
    if not listed.due and not drop_backups:
        raise Refusal("没有超过留存期、可以清除的申请，什么都没有改动")


def _refuse_other_suffix(report: Path) -> None:
    if report.suffix.lower() not in {".pdf", ".docx"}:
        raise WrongInput([Problem("--report", f"“{report.name}”", "以 .pdf 或 .docx 结尾的文件名")])


def _counts(done: Purged) -> str:
    if not done.count:
        return "没有到期的申请"
    return (
        f"已清除 {done.count:,} 件申请：清空登记 {done.entries:,} 条，"
        f"删除文书 {done.papers:,} 份、附件 {done.attachments:,} 份"
    )


def _say_done(done: Purged, copies: Sequence[OldCopy]) -> None:
    say(f"{_counts(done)}；备份已做好")
    for one in copies:
        say(f"仍含这些内容的旧备份：{one.path}")
    if copies:
        say("删除它们：gridcounter record purge 加 --drop-backups，或在设置“留存与清除”里删除")
    say("U 盘和其他电脑上的备份请由保管人逐份删除")


@on_record
def hold(
    number: Annotated[str, typer.Argument(metavar="编号", help="申请的编号。")],
    why: Annotated[str, typer.Option("--why", metavar="原因", help="为什么暂缓清除，如投诉还没有办完。")] = "",
    off: Annotated[bool, typer.Option("--off", help="取消暂缓。")] = False,
    *,
    access: Access,
) -> None:
    """让一份申请到期后暂缓清除，并写明原因；或者取消暂缓。"""
    from gridcounter.services.custody.purging import Purging

    with access.opened() as opened:
        application = opened.applications.by_number(number).id
        purging = Purging(opened, access.who_may(opened, Right.PURGE))
        if off:
            purging.let_go(application)
        else:
            purging.hold(application, why)
    say(f"{number} 已取消暂缓" if off else f"{number} 已登记暂缓清除")


def _as_json(listed: DueList) -> dict[str, object]:
    rule = listed.rule
    return {
        "rule": write_rule(rule),
        "until": listed.until.isoformat(),
        "due": [_row(one) for one in listed.due],
        "held": [_row(one) | {"why": one.held_why} for one in listed.held],
    }


def _row(one: DueApplication) -> dict[str, str]:
    return {
        "number": one.number,
        "name": one.name,
        "closed_on": one.closed_on.isoformat(),
        "due_on": one.due_on.isoformat(),
    }


def _line(one: DueApplication) -> str:
    return f"{one.number}　{one.name}　{one.closed_on.isoformat()} 办结　{one.due_on.isoformat()} 到期"


def today() -> date:
    """By the clock and the time zone of this computer."""
    return datetime.now().astimezone().date()


def day_of(option: str, text: str | None) -> date | None:
    """The day of an option; None if it was not given. Raises WrongInput."""
    if text is None:
        return None
    day = read_full_day(text)
    if day is None:
        raise WrongInput([Problem(option, f"“{text}”", "日期，写作 2031-12-31")])
    return day

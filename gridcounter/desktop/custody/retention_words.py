"""What the section 留存与清除 says of the rule, of what is due by it, and of the last purge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gridcounter.core.reports.purge_report import PurgeReport
from gridcounter.core.retention import KeepingRule
from gridcounter.services.custody.purging import DueApplication, DueList
from gridcounter.services.custody.stale_copies import OldCopy

#: The most rows shown; all due applications are purged and listed in the report.
MOST_SHOWN = 300
NO_RULE = "本单位还没有规定留存多久：没有申请到期，什么都不会列出来，也不会清除。"


def line_of(one: DueApplication, announced: str = "") -> str:
    """Two lines of the list, and a third one with the reason of an exemption, or that it is announced."""
    held = f"\n暂缓：{one.held_why}" if one.held_why else announced and f"\n{announced}"
    return f"{one.number}　{one.name}\n{one.closed_on.isoformat()} 办结　{one.due_on.isoformat()} 到期{held}"


def count_words(listed: DueList, today: date) -> str:
    """How many are due, or why none is."""
    rule = listed.rule
    if rule is None:
        return NO_RULE
    if not rule.holds_on(today):
        return f"{rule.words}到期：{begins_words(rule)}；在那以前什么都不清除，请同事们都看一看。"
    due, held, announced = len(listed.due), len(listed.held), len(listed.announced)
    if not due and not held and not announced:
        return f"没有到期的申请。{rule.words}到期；没有办结的不列。"
    shown = f"；列出前 {MOST_SHOWN} 件" if due + held + announced > MOST_SHOWN else ""
    if announced:
        return f"可以清除 {due:,} 件，暂缓 {held:,} 件，已预告清除 {announced:,} 件{shown}。"
    return f"可以清除 {due:,} 件，暂缓 {held:,} 件{shown}。清除前请与档案管理人员核对。"


def begins_words(rule: KeepingRule) -> str:
    """新的期限从 2026-12-07 起执行; for a rule that does not hold yet."""
    return f"新的期限从 {rule.holds_from} 起执行"


def last_words(report: PurgeReport, copies: Sequence[OldCopy]) -> list[str]:
    """The lines about the last purge and the copies that still hold what it removed."""
    return [
        f"{report.on.isoformat()}　{report.by}　{report.rule.words}（{report.rule.basis}）",
        *report.lines,
        *(f"　{one.name}" for one in copies),
        "没有插上的 U 盘和其他电脑上的备份请由保管人逐份删除。",
    ]

"""The recorded acts of a filing on its papers: version, returns, changes, whether works may start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from gridcounter.core.filing.course import push_word, receipt_word
from gridcounter.core.filing.filing import ENDED, STATE_LABELS, Filing, FilingState, follow, why_not_started
from gridcounter.core.notice import regime_of
from gridcounter.core.papers.view import CaseFile, Printing, Row, View
from gridcounter.core.record.of_filings import FilingChanged, FilingReturned, FormPosted, OnFiling
from gridcounter.core.wording import day_in_full

_Act = TypeVar("_Act", bound=OnFiling)

#: Flags of optional parts of the form. `filing.pushed` and `filing.posted` are the regime's own flags.
_FLAGS = {
    "filing.returned": "filing.returned_on",
    "filing.until": "filing.until",
    "filing.number": "filing.number",
    "filing.serial": "filing.serial",
    "filing.pushed_day": "filing.pushed_on",
    "filing.confirmed": "filing.confirmed_on",
    "filing.replaces": "filing.replaces",
}


def add_filing_life(view: View, file: CaseFile, printing: Printing) -> None:
    """Fills the values `filing.…` from the recorded acts; without any, version 1 and no permission to start works.

    `form.refused`: why no form can be issued now; "" if one can.
    """
    versions = _versions(printing.filing_acts)
    filing = versions[-1][0]
    values = view.values
    number = max(filing.version, 1)
    values["filing.version"] = _version(number) if filing.version else values["version"]
    values["filing.issue"] = _issue(filing, printing.version) or values["version"]
    values["filing.next_version"] = _version(number + 1)
    values["filing.replaces"] = _replaced(versions, printing.replaces)
    values["form.refused"] = _ended(filing) if filing.state in ENDED else ""
    values["filing.number"] = filing.number
    values["filing.serial"] = filing.serial
    for name in ("pushed_on", "confirmed_on", "posted_on"):
        values[f"filing.{name}"] = _day(getattr(filing, name))
    _add_return(view, filing, printing.filing_acts)
    posted = _last(printing.filing_acts, FormPosted) if filing.is_posted else None
    values["filing.posted_where"] = posted.where if posted else ""
    view.tables["filing_changes"] = tuple(_change_rows(printing.filing_acts))
    regime = regime_of(file.decision.approval.filing)
    values["filing.receipt"], values["filing.push"] = receipt_word(regime), push_word(regime)
    values["start.refused"] = why_not_started(
        filing, regime, safety_measures=bool(values.get("project.safety_measures"))
    )
    for flag, name in _FLAGS.items():
        view.flag(flag, on=bool(values[name]))
    view.flag("filing.form_posted", on=filing.is_posted)


def _add_return(view: View, filing: Filing, acts: tuple[OnFiling, ...]) -> None:
    """What came back, until when and what it wants; nothing once it was handed in again."""
    returned = _last(acts, FilingReturned) if filing.state == FilingState.RETURNED else None
    view.values["filing.returned_on"] = _day(returned.on) if returned else ""
    view.values["filing.until"] = _day(returned.until) if returned else ""
    wants = returned.wants if returned else ()
    view.tables["filing_wants"] = tuple({"place": str(place), "want": want} for place, want in enumerate(wants, 1))


def _versions(acts: tuple[OnFiling, ...]) -> list[tuple[Filing, str]]:
    """Each version with its present or final state, and the day of its last change of state."""
    found: list[tuple[Filing, str]] = [(Filing(), "")]
    for act in acts:
        after = follow(found[-1][0], act)
        if after.version != found[-1][0].version and found[-1][0].version:
            found.append((after, act.on))
        else:
            ended = after.state in ENDED and found[-1][0].state not in ENDED
            found[-1] = (after, act.on if ended or not found[-1][1] else found[-1][1])
    return found


def _replaced(versions: Sequence[tuple[Filing, str]], replaces: str) -> str:
    """The version before; of the first, an earlier issue."""
    filing = versions[-1][0]
    if len(versions) == 1 or not filing.is_alive:
        return _issued_before(filing, replaces)
    before, ended_on = versions[-2]
    return f"{_version(before.version)}（{_day(ended_on)}{STATE_LABELS[before.state]}）"


def _issue(filing: Filing, issue: int) -> str:
    """A form issued again is the same version of the filing, and says that it is not the same paper."""
    if not filing.version or issue <= filing.version:
        return _version(filing.version) if filing.version else ""
    return f"{_version(filing.version)}（第 {issue} 次出具）"


def _issued_before(filing: Filing, replaces: str) -> str:
    """In the words of the filing: papers are counted by issue, and every earlier issue was of its first version."""
    _, bracket, day = replaces.partition("（")
    return f"{_version(filing.version)}{bracket}{day}" if filing.version and bracket else replaces


def _ended(filing: Filing) -> str:
    ended = f"备案{_version(filing.version)}{STATE_LABELS[filing.state]}"
    return f"{ended}：改好后先在“备案”页登记“填写{_version(filing.version + 1)}”，再出具新的一版"


def _change_rows(acts: tuple[OnFiling, ...]) -> list[Row]:
    filing, rows = Filing(), []
    for act in acts:
        filing = follow(filing, act)
        if isinstance(act, FilingChanged):
            row: Row = {"version": _version(filing.version), "what": act.what, "on": _day(act.on)}
            rows.append(row)
    return rows


def _last(acts: tuple[OnFiling, ...], kind: type[_Act]) -> _Act | None:
    return next((act for act in reversed(acts) if isinstance(act, kind)), None)


def _version(number: int) -> str:
    return f"第 {number} 版"


def _day(iso: str) -> str:
    return day_in_full(date.fromisoformat(iso)) if iso else ""

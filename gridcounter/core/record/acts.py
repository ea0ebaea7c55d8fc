"""Every kind of journal entry with the class of its contents; strict writing, lenient reading.

Writing is strict: a key that is missing, unknown or of another type is refused, and there is no entry. Reading is
lenient: a key of a later version is left out, and an entry that cannot be read at all is kept and marked as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import ValidationError

from gridcounter.core.notice import PinnedAnswer
from gridcounter.core.record import (
    of_applications,
    of_clocks,
    of_desks,
    of_filings,
    of_joint,
    of_office,
    of_papers,
    of_parks,
    of_sharing,
)
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.errors import Fault

_MODULES = (of_office, of_applications, of_papers, of_clocks, of_filings, of_joint, of_desks, of_parks, of_sharing)
_CLASSES: Mapping[str, type[Contents]] = {
    name: found
    for module in _MODULES
    for name, found in vars(module).items()
    if isinstance(found, type) and issubclass(found, Contents)
}
#: The class of a kind bears its name: `EventNoted` is what an entry `event_noted` holds.
CONTENTS: Mapping[Kind, type[Contents]] = {kind: _CLASSES[kind.title().replace("_", "")] for kind in Kind}

#: The kinds of acts on a filing.
ON_FILINGS: Mapping[Kind, type[of_filings.OnFiling]] = {
    kind: contents for kind, contents in CONTENTS.items() if issubclass(contents, of_filings.OnFiling)
}
#: The kinds of acts on a joint application.
ON_JOINT: Mapping[Kind, type[of_joint.OnJoint]] = {
    kind: contents for kind, contents in CONTENTS.items() if issubclass(contents, of_joint.OnJoint)
}


class MalformedAct(Fault):
    """Our own code passed something else than its kind's class requires; `where` names the key, never a value."""

    def __init__(self, kind: str, where: str) -> None:
        super().__init__(
            f"这一步没有登记，台账没有改动：要登记的内容不合规定的格式（{kind}：{where}），请把这句话告诉维护人员"
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """An entry whose contents this version cannot read; `where` names the key, no value."""

    where: str


Read: TypeAlias = "Contents | Unread | None"


def check(act: Act) -> Contents:
    """The contents of an act to be written. Raises MalformedAct, or UnicodeEncodeError for a lone surrogate."""
    try:
        written = act.written
    except (TypeError, ValueError) as wrong:  # no JSON: an arbitrary object, NaN or infinity
        raise MalformedAct(act.kind, "不是 JSON") from wrong
    try:
        return CONTENTS[act.kind].model_validate_json(written.encode(), extra="forbid")
    except ValidationError as wrong:
        raise MalformedAct(act.kind, _where(wrong)) from None


def read(entry: Entry) -> Read:
    """The contents of an entry; None if they were purged."""
    if entry.written is None:
        return None
    try:
        kind = Kind(entry.kind)
    except ValueError:
        return Unread("kind")
    try:
        return CONTENTS[kind].model_validate_json(entry.written)
    except ValidationError as wrong:
        return Unread(_where(wrong))


def unread(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The entries, as device:seq, that are kept and cannot be read."""
    return tuple(entry.ref for entry in entries if isinstance(read(entry), Unread))


def answer_in(act: Read) -> PinnedAnswer | None:
    """The answer that an act pins, or None."""
    match act:
        case of_papers.PaperIssued() | of_papers.AnswerMoved() | of_papers.SurveyConfirmed():
            return act.answer
        case (
            of_applications.ApplicationAccepted() | of_applications.FieldsCorrected() | of_applications.DaysCorrected()
        ):
            return act.answer
        case _:
            return None


def _where(wrong: ValidationError) -> str:
    """The first wrong key. Its value may be a name or a number, and is not repeated."""
    errors = wrong.errors(include_url=False, include_context=False, include_input=False)
    return ".".join(str(part) for part in errors[0]["loc"]) or "全部内容"

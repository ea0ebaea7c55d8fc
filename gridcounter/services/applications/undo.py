"""撤销 and 重做: the last saved changes of one open application, taken back one by one, and made again.

Each is a change like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from gridcounter.core.application import ApplicationId
from gridcounter.errors import Refusal
from gridcounter.services.applications.intake import Intake

#: Null is an answer here: it cannot be made unanswered again.
_WORKS = "case.works"


class NotToBeUnanswered(Refusal):
    """The question about the works was answered for the first time."""

    sentence = "“有没有外线工程”答过以后不能变回未答，请直接改选"


@dataclass(frozen=True, slots=True)
class SavedField:
    """What stood in a field, and the entries that wrote it before the change and with it; "" for none."""

    value: Any
    before: str
    after: str


#: One saved act, by dotted field.
SavedChange: TypeAlias = "Mapping[str, SavedField]"


@dataclass(eq=False)
class Undo:
    """The changes saved on one page and those taken back, in both lists the newest last."""

    application: ApplicationId
    changes: list[dict[str, SavedField]] = field(default_factory=list)
    undone: list[dict[str, SavedField]] = field(default_factory=list)

    def add(self, change: SavedChange) -> None:
        """A change that was just saved: nothing that was taken back before can be made again."""
        self.changes.append(dict(change))
        self.undone.clear()

    @property
    def fields(self) -> frozenset[str]:
        """What the next `undo` would put back; empty where there is nothing."""
        return frozenset(self.changes[-1]) if self.changes else frozenset()

    @property
    def fields_to_redo(self) -> frozenset[str]:
        """What the next `redo` would make again; empty where there is nothing."""
        return frozenset(self.undone[-1]) if self.undone else frozenset()

    def undo(self, intake: Intake) -> None:
        """Puts back what stood before the last change; one that cannot be taken back is forgotten.

        Raises NotToBeUnanswered, ChangedElsewhere, FieldLocked.
        """
        change = self.changes.pop()
        if _WORKS in change and not change[_WORKS].before:
            raise NotToBeUnanswered
        self.undone.append(self._put_back(change, self.changes, intake))

    def redo(self, intake: Intake) -> None:
        """Makes the change again that was taken back last; one that cannot be made again is forgotten.

        Raises ChangedElsewhere, FieldLocked.
        """
        self.changes.append(self._put_back(self.undone.pop(), self.undone, intake))

    def _put_back(
        self, change: SavedChange, others: list[dict[str, SavedField]], intake: Intake
    ) -> dict[str, SavedField]:
        """Saves the values of a change; the change that leads back again."""
        now = intake.record.applications.fields(self.application)
        entry = intake.save(self.application, {name: (one.value, one.after) for name, one in change.items()})
        # what was put back has a new entry: the other changes of these fields are followed by that one
        for other in others:
            for name, one in other.items():
                if name in change and one.after == change[name].before:
                    other[name] = replace(one, after=entry.ref)
        return {name: SavedField(now[name].value, one.after, entry.ref) for name, one in change.items()}

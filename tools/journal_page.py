"""docs/journal.md: what an entry of each kind holds, as the classes of core/record say it.

`python tools/journal_page.py` writes the page anew; tests/test_journal_page.py fails while it is not what this gives.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

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
from gridcounter.core.record.acts import CONTENTS
from gridcounter.core.record.contents import Contents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from pydantic.fields import FieldInfo

PAGE = Path(__file__).resolve().parent.parent / "docs" / "journal.md"
_SUBJECTS = (of_office, of_applications, of_papers, of_clocks, of_filings, of_joint, of_desks, of_parks, of_sharing)
_HEAD = """# What an entry of the journal holds

Written by `tools/journal_page.py` from the classes in `gridcounter/core/record/`: change those, and run it again.

The contents of an entry are one JSON object. It is checked against the class of its kind before it is written: a key
that is missing, unknown or of another type is refused, and there is no entry. When an entry is read, keys of a later
version are left out; one that does not read is kept and marked, and no table knows of it. *Needed* keys stand in every
entry of the kind; of the others the meaning says what holds where they are left out.

| type | what it is |
|---|---|
| `Day` | a day of the calendar as YYYY-MM-DD |
| `DayOrNothing` | the same, or an empty text |
| `NonEmpty` | a text that is not empty |
| `Whole` | a whole number from 0 |
| `Fields` | dotted field of the contract to its value: `core/application.py`, `core/case.py` |
| `AnswerField` | the answer that was given, whole: `PinnedAnswer` in `core/notice.py` |
| `Item`, `Regime` | the classes of that name in `core/notice.py` |
| `Month` | a month as YYYY-MM |
| `Way` | how one met or told: `on_site`, `at_office`, `telephone` or `meeting` |
| `PauseGround` | `supplement` or `request` |
| `UtilityName` | `water`, `power`, `gas`, `heat` or `telecom` |
| `Source` | `certificates`, `government`, `face` or `supplier` |
| `Reason`, `PaperRef`, `Ref`, `PackFiles` | text, `NonEmpty` twice, object of texts; each as its name says |
"""


def page() -> str:
    """The whole page."""
    return "\n".join((_HEAD, *(line for module in _SUBJECTS for line in _subject(module)))).rstrip() + "\n"


def _subject(module: ModuleType) -> Iterator[str]:
    title, _, _ = (module.__doc__ or "").partition("\n")
    yield f"## {title.rstrip('.')}"
    yield ""
    kinds = {model: kind for kind, model in CONTENTS.items()}
    for model in _classes(module):
        if model in kinds:
            yield f"### `{kinds[model]}`"
            yield ""
            yield from _told(model)
        elif not any(issubclass(other, model) for other in kinds):
            yield f"### Part: `{model.__name__}`"
            yield ""
            yield from _told(model)


def _classes(module: ModuleType) -> list[type[Contents]]:
    """In the order in which they are written."""
    found = [one for one in vars(module).values() if inspect.isclass(one) and issubclass(one, Contents)]
    return [one for one in found if one.__module__ == module.__name__]


def _told(model: type[Contents]) -> Iterator[str]:
    yield " ".join((model.__doc__ or "").split())
    yield ""
    if not model.model_fields:
        return
    yield "| key | type | needed | meaning |"
    yield "|---|---|---|---|"
    # the day first, why it was entered late last
    order = sorted(model.model_fields.items(), key=lambda one: (one[0] == "late", not one[1].is_required()))
    for name, field in order:
        needed = "yes" if field.is_required() else ""
        kind = _type_of(model, name).replace("|", "\\|")
        yield f"| `{field.alias or name}` | `{kind}` | {needed} | {_meaning(field)} |"
    yield ""


def _type_of(model: type[Contents], name: str) -> str:
    """As it is written in the class."""
    return next(str(one.__annotations__[name]) for one in model.__mro__ if name in vars(one).get("__annotations__", ()))


def _meaning(field: FieldInfo) -> str:
    said = field.description or " ".join((getattr(field.annotation, "__doc__", "") or "").split())
    return said.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

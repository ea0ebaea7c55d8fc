"""A business beside connecting on paper: its conditions, how far ahead and how often, and the parts left out."""

from __future__ import annotations

from collections.abc import Sequence

from gridcounter.core.intake.conditions import ConditionLine
from gridcounter.core.papers.view import CaseFile, View
from gridcounter.core.wording import clause


def add_business(view: View, file: CaseFile, order: dict[str, str], seen: Sequence[ConditionLine] = ()) -> None:
    """Fills the conditions of the business and the flags of the parts that are printed; runs after the tables.

    Those `seen` at 受理 are ticked, if they are the conditions of this business and not of one that was corrected.
    """
    business = file.decision.business
    connecting = file.decision.connects
    view.flag("connecting", on=connecting)
    for part, table in (("part.documents", "documents"), ("part.times", "times"), ("part.costs", "costs")):
        view.flag(part, on=connecting or bool(view.tables[table]))
    view.values["presumes.clause"] = clause(file.decision.business_basis, order)
    cited = view.values["presumes.clause"]
    stated = business.presumes if business is not None else ()
    ahead = (business.notice, business.frequency) if business is not None else ()
    met = {line.text: line.met for line in seen}
    if [*met] != [*stated]:
        met = {}
    view.tables["presumes"] = tuple(
        {"text": text, "clause": cited, "met": _ticked(met.get(text) is True), "unmet": _ticked(met.get(text) is False)}
        for text in stated
    )
    view.tables["in_advance"] = tuple({"text": text} for text in ahead if text)
    for name in ("presumes", "in_advance"):
        view.flag(name, on=bool(view.tables[name]))
        view.flag("part.conditions", on=bool(view.tables[name]))
    if business is not None:
        view.values["case.business"] = business.label
    view.flag("business.of_its_own", on=business is not None)


def _ticked(on: bool) -> str:  # noqa: FBT001  the state of a box
    return "✓" if on else ""

"""A business beside connecting on paper: its conditions, how far ahead and how often, and the parts left out."""

from __future__ import annotations

from gridcounter.core.papers.view import CaseFile, View
from gridcounter.core.wording import clause


def add_business(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills the conditions of the business and the flags of the parts that are printed; runs after the tables."""
    business = file.decision.business
    connecting = file.decision.connects
    view.flag("connecting", on=connecting)
    for part, table in (("part.documents", "documents"), ("part.times", "times"), ("part.costs", "costs")):
        view.flag(part, on=connecting or bool(view.tables[table]))
    view.values["presumes.clause"] = clause(file.decision.business_basis, order)
    cited = view.values["presumes.clause"]
    stated = business.presumes if business is not None else ()
    ahead = (business.notice, business.frequency) if business is not None else ()
    view.tables["presumes"] = tuple({"text": text, "clause": cited} for text in stated)
    view.tables["in_advance"] = tuple({"text": text} for text in ahead if text)
    for name in ("presumes", "in_advance"):
        view.flag(name, on=bool(view.tables[name]))
        view.flag("part.conditions", on=bool(view.tables[name]))
    if business is not None:
        view.values["case.business"] = business.label

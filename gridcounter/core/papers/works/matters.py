"""The matters to apply for with their offices, and the office and the rules of a filing."""

from __future__ import annotations

from collections.abc import Mapping

from gridcounter.core.application import Application, Authority, Office, Project
from gridcounter.core.case import Surface, Works
from gridcounter.core.papers.view import CaseFile, Row, View
from gridcounter.core.policy.decision import Approval, Matter
from gridcounter.core.policy.model import Track
from gridcounter.core.road_stretches import total_area
from gridcounter.core.wording import actor, clause, needs_words

#: Matters that do not apply to works without green areas, and to works without digging.
_OF_GREEN, _OF_DIGGING = {"green_occupation", "green_restoration"}, {"road_digging", "road_commitment"}


def surfaces_beside(application: Application) -> frozenset[Surface]:
    """Surfaces in the project's stretches and areas that the case does not list."""
    project, works = application.project or Project(), application.case.works or Works()
    if works.occupies is None:
        return frozenset()
    found = {one.surface for one in project.stretches or () if one.surface is not None}
    if project.green_area_m2:
        found.add(Surface.GREEN)
    return frozenset(found - set(works.occupies))


def area_beside(application: Application, key: str) -> float | None:
    """What the same form prints of an area that a condition weighs: by the stretches, else as it was entered."""
    project = application.project or Project()
    stretches = project.stretches or ()
    match key:
        case "works.green_area_m2":
            total, entered = total_area(stretches, Surface.GREEN), project.green_area_m2
        case "works.dig_area_m2":
            road = [one for one in stretches if one.surface != Surface.GREEN]
            total, entered = total_area(road), None if stretches else project.dig_area_m2
        case _:
            return None
    return entered if total is None else float(total)


def authorities(file: CaseFile) -> Mapping[str, Authority]:
    """The offices that the hall has entered, by matter; `filing` is the one for a filing."""
    return (file.application.office or Office()).authorities or {}


def matter_rows(file: CaseFile, approval: Approval, order: dict[str, str]) -> list[Row]:
    """Each matter with its office: the one the hall has entered, else the kind that the policy names."""
    offices = authorities(file)
    rows: list[Row] = []
    for matter in approval.matters:
        office = offices.get(matter.id, Authority())
        rows.append(
            {
                "matter": _numbered(matter_words(matter, file), matter, approval),
                "office": office.name or matter.authority or "",
                "window": office.window or "",
                "phone": office.phone or "",
                "clause": clause(matter.basis, order),
            }
        )
    return rows


def _numbered(words: str, matter: Matter, approval: Approval) -> str:
    inside = days_and_order(matter, approval)
    return f"{words}（{'，'.join(inside)}）" if inside else words


def days_and_order(matter: Matter, approval: Approval) -> tuple[str, ...]:
    """Its own days, and what must be decided before it, as far as the policy says so."""
    labels = {one.id: one.label for one in approval.matters}
    first = "、".join(labels[name] for name in matter.after if name in labels)
    days = "" if matter.wd is None else f"{matter.wd} 个工作日"
    return tuple(filter(None, (days, f"在{first}之后" if first else "")))


def is_applied_for(approval: Approval) -> bool:
    """Whether its matters are applied for; under a filing, and where the policy exempts, they are waived."""
    return approval.track not in {Track.FILING, Track.EXEMPT}


def matter_words(matter: Matter, file: CaseFile) -> str:
    """The label of a matter; with 如涉及… if it depends on surfaces that the case does not list."""
    if matter.needs:
        return f"{matter.label}（如涉及：{needs_words(matter.needs)}待定）"
    works = file.application.case.works or Works()
    dug = {*(works.occupies or ()), *surfaces_beside(file.application)}
    if matter.id in _OF_GREEN and Surface.GREEN not in dug:
        return f"{matter.label}（如涉及绿化）"
    if matter.id in _OF_DIGGING and not dug and not works.road_crossing_m:
        return f"{matter.label}（如涉及占用、挖掘道路）"
    return matter.label


def add_filing(view: View, file: CaseFile, approval: Approval) -> None:
    """Fills the values `filing.…`, the table of consequences, and the flags of the form."""
    filing, values = approval.filing, view.values
    for name in ("title", "name", "channel", "receiver"):
        values[f"filing.{name}"] = getattr(filing, name, None) or ""
    office = authorities(file).get("filing", Authority())
    values["filing.office"] = office.name or values["filing.receiver"]
    values["filing.office_phone"] = office.phone or ""
    values["filing.desk"] = "　".join(filter(None, (office.window, office.phone)))
    values["filing.pushed_by"] = values["filing.attach"] = ""
    view.tables["consequences"] = view.tables["promises"] = ()
    if filing is None:
        return
    values["filing.pushed_by"] = actor(filing.pushed_by, you=False)
    view.tables["consequences"] = tuple({"text": text} for text in filing.consequences)
    view.flags |= {"filing", f"form.{filing.form}"}
    view.flag("filing.pushed", on=bool(filing.pushed_by))
    view.flag("filing.posted", on=filing.post_required)
    view.flag("filing.consequences", on=bool(filing.consequences))
    view.tables["promises"] = tuple({"text": text} for text in filing.promises)
    view.flag("filing.promises", on=bool(filing.promises))
    view.flag("filing.start_known", on=bool(approval.start_text))
    values["filing.attach"] = "、".join(filing.attach)
    view.flag("filing.attach", on=bool(filing.attach))

"""The road data of a filing form: one row for each stretch with its computed area, and obstacles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gridcounter.core.application import Project
from gridcounter.core.case import Surface, Works
from gridcounter.core.labels import WORD_LABELS, number
from gridcounter.core.papers.template import ASKED
from gridcounter.core.papers.view import CaseFile, Row, View
from gridcounter.core.policy.decision import Approval
from gridcounter.core.policy.keys import ASKED_AS
from gridcounter.core.road_stretches import (
    ASKED_IN_THE_CASE,
    Stretch,
    area_words,
    size_words,
    stretch_words,
    total_area,
)
from gridcounter.core.wording import day_in_full

_SURFACES = WORD_LABELS["works.occupies"]
_STRETCHES = "project.stretches"
#: The sum of the rows is printed: the separately entered figure may differ.
_SUMS = (("project.dig_area_m2", None), ("project.green_area_m2", Surface.GREEN))


def add_filing_form(view: View, file: CaseFile) -> None:
    """Fills the table `stretches`, areas in 平方米 and obstacles; flags `stretches`, `filing.informs`."""
    project, works = file.application.project or Project(), file.application.case.works
    stretches = project.stretches or ()
    values = view.values
    values.update(_of_the_case(works))
    view.asked_as.update(_still_asked(file.decision.approval))
    for key, surface in _SUMS:
        total = total_area(stretches, surface)
        if total is not None:
            values[key] = f"{area_words(total)} 平方米"
    view.tables["stretches"] = tuple(_rows(project, works) if stretches else _surfaces_only(project, works))
    _add_stretch_words(view, stretches, works)
    view.flag("stretches", on=bool(stretches))
    filing = file.decision.approval.filing
    view.flag("filing.informs", on=bool(filing and filing.informs))


def _still_asked(approval: Approval) -> Iterator[tuple[str, str]]:
    """What the approval needs of the case stands on the form under a name of its own."""
    needed = {f"case.{ASKED_AS.get(key, key)}" for key in approval.needs}
    for field, asked in ASKED_IN_THE_CASE.items():
        yield from ((field, one) for one in asked if one in needed)


def _of_the_case(works: Works | None) -> Iterator[tuple[str, str]]:
    """What the policy has asked of the works is not asked for the form again."""
    for field, asked in ASKED_IN_THE_CASE.items():
        known = (getattr(works, one.rpartition(".")[2], None) for one in asked)
        value = next((one for one in known if one is not None), None)
        if isinstance(value, date):
            yield field, day_in_full(value)
        elif value is not None:
            yield field, f"{number(value)} 平方米"


def _add_stretch_words(view: View, stretches: Sequence[Stretch], works: Works | None) -> None:
    values = view.values
    values["stretches.words"] = "；".join(
        f"（{place}）{stretch_words(each)}" for place, each in enumerate(stretches, start=1)
    )
    values["stretches.by_surface"] = "、".join(_by_surface(stretches) if stretches else _bare_surfaces(works))
    values["stretches.trees"] = "、".join(_trees(stretches)) or _none(each.trees for each in stretches)
    posts = sum(each.lamp_posts or 0 for each in stretches)
    values["stretches.lamp_posts"] = f"{posts} 根" if posts else _none(each.lamp_posts for each in stretches)
    for name in ("by_surface", "trees", "lamp_posts"):
        view.asked_as[f"stretches.{name}"] = _STRETCHES


def _rows(project: Project, works: Works | None) -> Iterator[Row]:
    for each in project.stretches or ():
        area = each.area
        yield {
            "road": each.road or "",
            "surface": _SURFACES[each.surface] if each.surface else "",
            "size": size_words(each),
            "area": "" if area is None else area_words(area),
            "reason": each.reason or "",
            **_days(each, project),
            **_passable(each.surface, works),
        }


def _surfaces_only(project: Project, works: Works | None) -> Iterator[Row]:
    """Without stretches: a row for each surface, to fill in by hand."""
    empty = dict.fromkeys(("road", "size", "area", "reason"), "")
    for surface in (works.occupies if works else None) or ():
        yield {**empty, "surface": _SURFACES[surface], **_days(None, project), **_passable(surface, works)}


def _days(stretch: Stretch | None, project: Project) -> Row:
    """The duration of the works, if the stretch has no days of its own; short, for a narrow column."""
    starts = (stretch and stretch.from_on) or project.start_on
    ends = (stretch and stretch.to_on) or project.finish_on
    return {"from": str(starts or ""), "to": str(ends or ""), ASKED: _STRETCHES}


def _passable(surface: Surface | None, works: Works | None) -> Row:
    said = works.cycle_lane_passable if works and surface == Surface.CYCLE_LANE else None
    return {"passable": "1" if said else "", "blocked": "1" if said is False else ""}


def _bare_surfaces(works: Works | None) -> list[str]:
    """Without stretches: the surfaces alone, or that nothing is occupied, where that was said."""
    occupied = works.occupies if works else None
    return ["不占用"] if occupied == () else [_SURFACES[surface] for surface in occupied or ()]


def _by_surface(stretches: Sequence[Stretch]) -> Iterator[str]:
    """For the street: how much of what."""
    for surface, label in _SURFACES.items():
        here = [each for each in stretches if each.surface == surface]
        area = total_area(here)
        if here:
            yield label if area is None else f"{label} {area_words(area)} 平方米"


def _trees(stretches: Sequence[Stretch]) -> Iterator[str]:
    kinds: dict[str, int] = {}
    for each in stretches:
        if each.trees:
            kinds[each.trees_kind or ""] = kinds.get(each.trees_kind or "", 0) + each.trees
    yield from (f"{kind or '树种待核'} {count} 棵" for kind, count in kinds.items())


def _none(said: Iterable[int | None]) -> str:
    """True only if it was answered so for every stretch."""
    lines = list(said)
    return "无" if lines and None not in lines else ""

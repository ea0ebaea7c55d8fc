"""The papers of a joint application: what each of its forms may name.

A slip is filled from one unit's own list of fields alone, so that nothing of the others, of the supply or of the
account can stand on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridcounter.core.field_labels import field_label
from gridcounter.core.joint.course import STATE_LABELS, Joint, UnitCourse
from gridcounter.core.joint.directory import UtilityUnit, units_of
from gridcounter.core.joint_parts import ID_NUMBER_TOO, DataKind, WaterUse, fields_for, kinds_for, part_fields
from gridcounter.core.labels import WORD_LABELS, number
from gridcounter.core.papers.view import Row, View
from gridcounter.core.policy.apart.joint_rule import JointRule, Utility
from gridcounter.core.policy.header import Header, PolicyKind
from gridcounter.core.wording import day_in_full

APPLICATION, SLIP = "joint_application", "utility_slip"
SURVEY, RECEIPT, STATUS = "joint_survey", "joint_receipt", "joint_status"
#: No paper of the notice's family: none has an answer of ours on it.
JOINT_PAPERS = (APPLICATION, SLIP, SURVEY, RECEIPT, STATUS)

#: Where the policy gives its service no name.
_UNNAMED = "联合报装"
_PURPOSE = "联合报装"
_NO_UNIT = "本单位没有登记这一家，不转交"
_WATER_USES = {
    WaterUse.LIVING: "生活",
    WaterUse.PRODUCTION: "生产",
    WaterUse.FIRE: "消防",
    WaterUse.BUILDING: "施工",
}
_KINDS = {
    DataKind.CONTACT: "名称、联系人和电话",
    DataKind.PLACE: "地址和项目情况",
    DataKind.NEED: "这一样的需要",
    DataKind.ID_NUMBER: "证件号码",
    DataKind.PLAN: "为它附的图纸",
}
#: What is called after electricity elsewhere: other units read it here.
_CALLED = {"applicant.name": "申请人", "premises.address": "地址"}
_COMMON = ("applicant.name", "applicant.contact", "applicant.phone", "premises.address")


@dataclass(frozen=True, slots=True)
class JointSheet:
    """All input of these papers: `values` by dotted field, the office's `units`, and the course so far."""

    number: str
    issuer: str
    clerk: str
    on: date
    rule: JointRule
    header: Header
    values: Mapping[str, Any]
    joint: Joint
    units: tuple[UtilityUnit, ...] = ()

    @property
    def title(self) -> str:
        """The policy's own name of the service, or its word for the mix."""
        return self.rule.name or f"{self.rule.mix}{_UNNAMED}"


def joint_view(sheet: JointSheet, unit: UtilityUnit | None = None) -> View:
    """`unit` is the one of a slip: everything but its own part is left out then."""
    view = View(flags={"news"} if sheet.header.kind == PolicyKind.NEWS else set())
    articles = "、".join(sheet.rule.article)
    view.values |= {
        "joint.title": sheet.title,
        "joint.source": f"{sheet.header.number} {articles}",
        "joint.receiver": sheet.rule.receiver or "",
        "joint.starts_at": sheet.rule.starts_at or "",
        "joint.survey": sheet.rule.survey or "联合踏勘",
        "number": sheet.number,
        "issuer": sheet.issuer,
        "clerk": sheet.clerk,
        "issued_on": day_in_full(sheet.on),
    }
    for name in ("receiver", "starts_at"):
        view.flag(f"joint.{name}", on=bool(view.values[f"joint.{name}"]))
    if unit is None:
        _add_parts(view, sheet)
        _add_units(view, sheet)
    else:
        _add_slip(view, sheet, unit)
    return view


def _add_parts(view: View, sheet: JointSheet) -> None:
    ticked = sheet.joint.utilities
    view.tables["joint.asked"] = tuple(
        {"word": sheet.rule.word(one), "on": "1" if one in ticked else ""} for one in sheet.rule.utilities
    )
    common = [*_COMMON, *(one for one in part_fields(None) if one != ID_NUMBER_TOO)]
    view.tables["joint.common"] = _pairs(common, sheet.values)
    view.flag("joint.id_number_too", on=sheet.values.get(ID_NUMBER_TOO) is True)
    for utility in Utility:
        here = utility in ticked
        view.flag(f"joint.{utility}", on=here)
        view.values[f"joint.{utility}.word"] = sheet.rule.word(utility)
        view.tables[f"joint.{utility}"] = _pairs(part_fields(utility), sheet.values) if here else ()


def _pairs(fields: Iterable[str], values: Mapping[str, Any]) -> tuple[Row, ...]:
    """Two fields in a row; what is not known is an empty cell to write in."""
    told = [(_CALLED.get(one) or field_label(one), words_of(one, values)) for one in fields]
    return tuple(
        {"a": left[0], "av": left[1], "b": right[0], "bv": right[1]}
        for left, right in zip(told[::2], [*told[1::2], *[("", "")] * (len(told) % 2)], strict=True)
    )


def words_of(field: str, values: Mapping[str, Any]) -> str:
    """A value in full, as it goes to whoever it was consented for; "" for none."""
    value = values.get(field)
    if value in (None, ""):
        return ""
    if field == "joint.water.use":
        return _WATER_USES[WaterUse(value)]
    if field.endswith(".id_kind"):
        return WORD_LABELS["id_kind"].get(str(value), str(value))
    if isinstance(value, int | float):
        return number(value)
    return _day(str(value)) if field == "joint.wanted_on" else str(value)


def _add_units(view: View, sheet: JointSheet) -> None:
    wanted = [one for one in sheet.rule.others if one in sheet.joint.utilities]
    view.tables["joint.consents"] = tuple(row for one in wanted for row in _consents(one, sheet))
    named = {(one.utility, one.name): one for one in sheet.units}
    rows = [(one, named.get((one.utility, one.unit))) for one in sheet.joint.rows if one.unit]
    view.tables["joint.units"] = tuple(_unit_row(course, unit, sheet) for course, unit in rows)
    view.tables["joint.handed"] = tuple(row for row in view.tables["joint.units"] if row["handed"])
    view.tables["joint.survey"] = tuple({"word": sheet.rule.word(one)} for one in sheet.rule.utilities if one in wanted)


def _consents(utility: Utility, sheet: JointSheet) -> Iterator[Row]:
    """A row for each unit by its name, to be signed by itself."""
    kinds = "；".join(_KINDS[one] for one in kinds_for(sheet.values))
    units = units_of(utility, sheet.units)
    word = sheet.rule.word(utility)
    for unit in units:
        yield {
            "word": word,
            "unit": unit.name,
            "phone": unit.phone or "",
            "purpose": _PURPOSE,
            "kinds": kinds,
            "sign": "",
        }
    if not units:
        yield {"word": word, "unit": _NO_UNIT, "phone": "—", "purpose": "—", "kinds": "—", "sign": "—"}


def _unit_row(course: UnitCourse, unit: UtilityUnit | None, sheet: JointSheet) -> Row:
    answer = f"“{course.answer}”" if course.answer else ""
    said = "，".join(filter(None, (_day(course.answered_on), course.answer_by)))
    return {
        "word": sheet.rule.word(course.utility),
        "unit": course.unit,
        "handed": _day(course.handed_on),
        "receiver": course.receiver,
        "phone": (unit.phone if unit else None) or "",
        "state": STATE_LABELS[course.state],
        "their_number": course.their_number,
        "wants": "；".join(course.wants),
        "answer": f"{answer}（{said}）" if answer and said else answer,
    }


def _day(day: str) -> str:
    return day_in_full(date.fromisoformat(day)) if day else ""


def _add_slip(view: View, sheet: JointSheet, unit: UtilityUnit) -> None:
    course = sheet.joint.unit(unit.utility, unit.name)
    view.values |= {
        "unit.name": unit.name,
        "unit.window": unit.window or "",
        "unit.phone": unit.phone or "",
        "slip.word": sheet.rule.word(unit.utility),
        "slip.consented_on": _day(course.consented_on),
    }
    view.tables["slip.lines"] = _pairs(fields_for(unit.utility, sheet.values), sheet.values)

"""What a joint application asks for, all of it as far as known: a common part, and one for each utility.

Power has no part: it is the case itself. What is not known stays empty, and is printed as a line to write on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict

from gridcounter.core.case import NotNegative
from gridcounter.core.policy.apart.joint_rule import Utility
from gridcounter.core.validation.models import Code, Day, Line

#: The dotted fields of an application that are of its joint application alone begin so.
PREFIX = "joint."
#: Goes to a unit only if the applicant ticks it.
ID_NUMBER_TOO = "joint.id_number_too"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Common(_Part):
    """The project, and when somebody can come; who and where are the application's own."""

    project_code: Annotated[Code | None, "项目代码"] = None
    project_name: Annotated[Line | None, "项目名称"] = None
    land_m2: Annotated[NotNegative | None, "用地面积（平方米）"] = None
    floor_m2: Annotated[NotNegative | None, "建筑面积（平方米）"] = None
    floors: Annotated[Line | None, "栋数、层数"] = None
    top_floor_m: Annotated[NotNegative | None, "最高楼面标高（米）"] = None
    use: Annotated[Line | None, "用途、行业"] = None
    wanted_on: Annotated[Day | None, "希望哪一天前用上"] = None
    survey_times: Annotated[Line | None, "方便踏勘的时间"] = None
    id_number_too: Annotated[bool | None, "一并转交证件信息"] = None


class WaterUse(StrEnum):
    """What the water is for."""

    LIVING = "living"
    PRODUCTION = "production"
    FIRE = "fire"
    BUILDING = "building"


class Water(_Part):
    """用水."""

    use: Annotated[WaterUse | None, "用水类别"] = None
    tons_per_day: Annotated[NotNegative | None, "用水量（吨/日）"] = None
    tons_per_hour: Annotated[NotNegative | None, "最大用水量（吨/时）"] = None
    diameter_mm: Annotated[NotNegative | None, "管径（毫米）"] = None
    tank: Annotated[Line | None, "水池、加压设备"] = None
    payer: Annotated[Line | None, "付款单位"] = None


class Gas(_Part):
    """用气."""

    use: Annotated[Line | None, "用气用途"] = None
    equipment: Annotated[Line | None, "用气设备"] = None
    m3_per_hour: Annotated[NotNegative | None, "用气量（立方米/时）"] = None
    pressure_kpa: Annotated[NotNegative | None, "需要的压力（千帕）"] = None


class Heat(_Part):
    """用热."""

    use: Annotated[Line | None, "用热性质"] = None
    area_m2: Annotated[NotNegative | None, "用热面积（平方米）"] = None
    load: Annotated[Line | None, "热负荷（千瓦或吨/时蒸汽）"] = None
    ends: Annotated[Line | None, "末端"] = None


class Telecom(_Part):
    """通信网络. The applicant chooses whose: nothing is preset."""

    service: Annotated[Line | None, "通信业务"] = None
    ports: Annotated[Line | None, "端口"] = None
    operators: Annotated[Line | None, "选定的运营商"] = None


#: The text at a field is its label, as in `core.application.PARTS`.
JOINT_PARTS: Mapping[str, type[BaseModel]] = {
    "joint": Common,
    "joint.water": Water,
    "joint.gas": Gas,
    "joint.heat": Heat,
    "joint.telecom": Telecom,
}


def part_fields(utility: Utility | None) -> tuple[str, ...]:
    """The dotted fields of one utility's own part, or of the common part; none of power."""
    path = PREFIX + utility if utility else PREFIX.rstrip(".")
    part = JOINT_PARTS.get(path)
    return () if part is None else tuple(f"{path}.{name}" for name in part.model_fields)


#: Of the application itself, what each unit is told: who, where, whom to call.
_WHO_AND_WHERE = ("applicant.name", "applicant.contact", "applicant.phone", "premises.address")
_IDENTITY = ("applicant.id_kind", "applicant.id_number")


def fields_for(utility: Utility, values: Mapping[str, Any]) -> tuple[str, ...]:
    """All that goes to a unit of this utility: nothing of the supply, and nothing of another utility's part."""
    common = tuple(field for field in part_fields(None) if field != ID_NUMBER_TOO)
    identity = _IDENTITY if values.get(ID_NUMBER_TOO) is True else ()
    return (*_WHO_AND_WHERE, *identity, *common, *part_fields(utility))


class DataKind(StrEnum):
    """The kinds of data that a consent names: contact, place and need; the identity number; a plan that was added."""

    CONTACT = "contact"
    PLACE = "place"
    NEED = "need"
    ID_NUMBER = "id_number"
    PLAN = "plan"


def kinds_for(values: Mapping[str, Any], *, plan: bool = False) -> tuple[DataKind, ...]:
    """What the applicant is asked to consent to, for each unit alike."""
    found = [DataKind.CONTACT, DataKind.PLACE, DataKind.NEED]
    if values.get(ID_NUMBER_TOO) is True:
        found.append(DataKind.ID_NUMBER)
    return (*found, DataKind.PLAN) if plan else tuple(found)


def labels() -> Iterator[tuple[str, str]]:
    """Each dotted field with its label."""
    for path, part in JOINT_PARTS.items():
        for name, field in part.model_fields.items():
            yield from ((f"{path}.{name}", label) for label in field.metadata if isinstance(label, str))
